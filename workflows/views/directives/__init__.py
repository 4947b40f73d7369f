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
from workflows.views.directives.answering import ask_back, keep_copy, recipients, refuse_document, return_copy, send_copy_again
from workflows.views.directives.effects import effects, withdraw_effect
from workflows.views.directives.outside import confirm_sent, email_outside, outside_way, record_paper
from workflows.views.directives.page import directive
from workflows.views.directives.receipts import receive

__all__ = [
    "approve_content",
    "approve_form",
    "ask_back",
    "attach_signed_copy",
    "conclude",
    "confirm_sent",
    "directive",
    "dispatch",
    "effects",
    "email_outside",
    "give_back",
    "keep_copy",
    "make_pdf",
    "number",
    "outside_way",
    "receive",
    "recipients",
    "record_paper",
    "refuse_document",
    "return_copy",
    "send_copy_again",
    "sign",
    "submit",
    "take_signature_back",
    "void_number",
    "withdraw_effect",
]
