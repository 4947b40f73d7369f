from django.urls import path

from org_hierarchy import views

app_name = "org_hierarchy"

urlpatterns = [
    path("don-vi/", views.units, name="units"),
]
