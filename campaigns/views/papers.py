"""The slips of a campaign's units as files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from campaigns import documents
from campaigns.models import Assignment, Campaign
from org_hierarchy.access import require
from records.archives import streamed_zip


@require_safe
def slips_zip(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The slips of every unit as one zip, sent while they are written: thousands begin to arrive at once."""
    campaign = get_object_or_404(Campaign.objects.select_related("directive__issuer__parent", "monitor"), pk=pk)
    require(request, "campaign.view_whole", campaign)
    content = streamed_zip(documents.slips(campaign, site=_site(request)))
    return StreamingHttpResponse(content, content_type="application/zip", headers=_saved_as(f"phieu-giao-viec-{campaign.pk}.zip"))


@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip of one assignment's unit, with all that whoever gave it this one gives it in the campaign. `pk` is the assignment's."""
    loaded = ("unit", "parent", "campaign__monitor", "campaign__directive__issuer__parent")
    found = get_object_or_404(Assignment.objects.select_related(*loaded), pk=pk)
    require(request, "assignment.view", found)
    content = documents.slip(found, site=_site(request))
    return HttpResponse(content, content_type=documents.DOCX_TYPE, headers=_saved_as("phieu-giao-viec.docx"))


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
