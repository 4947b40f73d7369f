"""The Celery application: names jobs, holds no domain."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("chi_dao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
