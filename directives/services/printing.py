"""The PDF of a document that was issued: printed once, when somebody asks for it."""

from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction

from directives.models import Directive
from directives.services.errors import DirectiveError
from directives.writing import PdfError, pdf_of
from org_hierarchy.models import Person
from records.events import record
from records.files import open_file, store_file
from records.models import StoredFile

PDF = "application/pdf"
SECONDS = 50.0
"""Less than after which the silence of a worker means that it is gone."""


def print_directive(directive: Directive, *, by: Person | None, at: datetime) -> StoredFile:
    """Print the issued .docx as PDF; the one that is there, when it was printed before. Some seconds, so call it from a job.

    Raises DirectiveError: `not_issued` while there is no document, and the codes of `directives.writing.pdf_of`.
    """
    if directive.pdf is not None:
        return directive.pdf
    if directive.document is None:
        raise DirectiveError("not_issued", "Văn bản chưa phát hành nên chưa có bản PDF. Hãy phát hành văn bản trước.")
    with open_file(directive.document) as file:
        content = file.read()
    try:
        printed = pdf_of(content, seconds=SECONDS)
    except PdfError as error:
        raise DirectiveError(error.code, str(error)) from error
    with transaction.atomic():
        name = f"{PurePosixPath(directive.document.name).stem}.pdf"
        stored = store_file(printed, name=name, content_type=PDF, by=None, at=at)  # whoever asked for it sees it while he sees the document
        if Directive.objects.filter(pk=directive.pk, pdf=None).update(pdf=stored) == 1:
            record("directives.printed", directive, by=by, at=at, after={"file": stored.pk})
            directive.pdf = stored
        else:
            stored.delete()
            directive.refresh_from_db()
    return directive.pdf or stored
