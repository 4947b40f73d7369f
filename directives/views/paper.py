"""The document as it stands, to be printed and signed on paper before it is issued."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from directives.documents import DOCX, letter_docx, letter_name
from directives.models import Directive
from org_hierarchy.access import require


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The .docx of a draft, or of what is signed and not yet issued, for those who see how it comes about and for who signs it; what is
    issued has its file."""
    found = get_object_or_404(Directive.objects.select_related("issuer__parent").defer("source_text"), pk=pk)
    require(request, "directive.print", found)
    disposition = content_disposition_header(as_attachment=True, filename=letter_name(found)) or ""
    return HttpResponse(letter_docx(found), content_type=DOCX, headers={"Content-Disposition": disposition})
