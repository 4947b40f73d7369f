from django.urls import path

from directives import views

app_name = "directives"

urlpatterns = [
    path("van-ban/", views.directive_list, name="list"),
    path("so-van-ban/", views.registers, name="registers"),
]
