from django.urls import path

from directives import views

app_name = "directives"

urlpatterns = [
    path("van-ban/", views.directive_list, name="list"),
    path("van-ban/chat-luong-doc/", views.reading_quality, name="quality"),
    path("quan-tri/don-vi/<int:pk>/quy-che-van-thu/", views.unit_office_rules, name="office_rules"),
    path("van-ban/kiem-tra-the-thuc/", views.check_layout, name="check_layout"),
    path("so-van-ban/", views.registers, name="registers"),
]
