"""A directive's page and each step of its way: content, form, signature, number, dispatch, receipt, conclusion."""

from workflows.views.directives.acting import (
    approve_content,
    approve_form,
    attach_signed_copy,
    conclude,
    dispatch,
    give_back,
    make_pdf,
    number,
    sign,
    submit,
    take_signature_back,
    void_number,
)
from workflows.views.directives.outside import email_outside, outside_way, record_paper
from workflows.views.directives.page import directive
from workflows.views.directives.receipts import receive

__all__ = [
    "approve_content",
    "approve_form",
    "attach_signed_copy",
    "conclude",
    "directive",
    "dispatch",
    "email_outside",
    "give_back",
    "make_pdf",
    "number",
    "outside_way",
    "receive",
    "record_paper",
    "sign",
    "submit",
    "take_signature_back",
    "void_number",
]
