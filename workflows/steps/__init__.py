"""Every act of the two flows: claim the engine's task, check the right, call the service, complete the task; one act, one transaction.

Pages, commands, the rehearsal and the demo world go through here and nowhere else. If domain and engine disagree the service refuses and
everything rolls back.

The acts on a directive stand in `directives`, what it does to others in `effects`, those of the units in `units`, those on copies in
`recipients`, the machine's in `jobs`, what is around each in `claiming`.
"""

from workflows.desk import OpenTask, open_task
from workflows.steps.claiming import StepError
from workflows.steps.directives import (
    approve_content,
    approve_form,
    attach_signed_copy,
    begin_directive,
    conclude,
    dispatch,
    number,
    return_draft,
    revise,
    sign,
    submit,
    take_signature_back,
    void_number,
)
from workflows.steps.drafting import (
    answer_opinion,
    ask_opinions,
    attach_file,
    close_comment,
    comment,
    let_draft,
    raise_file,
    remove_file,
    stop_drafting,
    withdraw_opinion,
)
from workflows.steps.effects import declare_effect, withdraw_effect
from workflows.steps.jobs import BATCH, PDF, ask_for_pdf, consolidate, deliver, may_oversee, print_pdf
from workflows.steps.recipients import (
    EMAIL_KIND,
    ask_back,
    confirm_sent,
    email_outside,
    give_back,
    keep_copy,
    record_paper,
    refuse_document,
    send_email,
    set_way,
)
from workflows.steps.units import receive, receive_assignment, refuse, report, review

__all__ = [
    "BATCH",
    "EMAIL_KIND",
    "PDF",
    "OpenTask",
    "StepError",
    "answer_opinion",
    "approve_content",
    "approve_form",
    "ask_back",
    "ask_for_pdf",
    "ask_opinions",
    "attach_file",
    "attach_signed_copy",
    "begin_directive",
    "close_comment",
    "comment",
    "conclude",
    "confirm_sent",
    "consolidate",
    "declare_effect",
    "deliver",
    "dispatch",
    "email_outside",
    "give_back",
    "keep_copy",
    "let_draft",
    "may_oversee",
    "number",
    "open_task",
    "print_pdf",
    "raise_file",
    "receive",
    "receive_assignment",
    "record_paper",
    "refuse",
    "refuse_document",
    "remove_file",
    "report",
    "return_draft",
    "review",
    "revise",
    "send_email",
    "set_way",
    "sign",
    "stop_drafting",
    "submit",
    "take_signature_back",
    "void_number",
    "withdraw_effect",
    "withdraw_opinion",
]
