"""Pages that belong to no room: what is said when something goes wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from org_hierarchy.rights import acts_with_names


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The rule that refuses, in words, when the page gave one."""
    about = getattr(exception, "about", None)
    why = ""
    if about is not None and about._meta.label_lower in acts_with_names():
        why = reverse("org_hierarchy:why", args=[about._meta.label_lower, about.pk])
    return render(request, "403.html", {"reason": str(exception), "why": why}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
