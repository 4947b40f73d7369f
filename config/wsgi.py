"""The web application for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from org_hierarchy.calendar import Calendar  # noqa: E402 - models are loaded only now

# Else the first visitor waits for the modules of every page and for the table of holidays, two seconds.
get_resolver().url_patterns  # noqa: B018 - read for what it loads
Calendar({}, timezone.localdate(), timezone.localdate())
