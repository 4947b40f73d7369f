from django.urls import path

from records import views

app_name = "records"

urlpatterns = [
    path("tac-vu/<int:pk>/", views.job, name="job"),
    path("tep/<int:pk>/<slug:mark>/", views.file, name="file"),
]
