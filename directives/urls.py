from django.urls import path

from directives import views

app_name = "directives"

urlpatterns = [
    path("van-ban/", views.directive_list, name="list"),
    path("van-ban/chat-luong-doc/", views.reading_quality, name="quality"),
    path("so-van-ban/", views.registers, name="registers"),
]
