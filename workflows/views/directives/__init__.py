"""A directive's page and each step of its way: content, form, signature, number, dispatch, receipt, conclusion."""

from workflows.views.directives.acting import (
    approve_content,
    approve_form,
    attach_signed_copy,
    conclude,
    dispatch,
    give_back,
    number,
    sign,
    submit,
)
from workflows.views.directives.page import directive
from workflows.views.directives.receipts import receive

__all__ = [
    "approve_content",
    "approve_form",
    "attach_signed_copy",
    "conclude",
    "directive",
    "dispatch",
    "give_back",
    "number",
    "receive",
    "sign",
    "submit",
]
