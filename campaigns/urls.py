from django.urls import path

from campaigns import views

app_name = "campaigns"

urlpatterns = [
    path("dot/", views.campaign_list, name="list"),
    path("dot/<int:pk>/", views.campaign, name="campaign"),
    path("dot/<int:pk>/cay/<int:unit_pk>/", views.branch, name="branch"),
    path("dot/<int:pk>/phieu-giao-viec.zip", views.slips_zip, name="slips"),
    path("viec/<int:pk>/phieu-giao-viec.docx", views.slip, name="slip"),
    path("quan-tri/don-vi/<int:pk>/quy-dinh-thuc-hien/", views.unit_carrying_rules, name="carrying_rules"),
    path("don-vi/<int:pk>/", views.unit, name="unit"),
]
