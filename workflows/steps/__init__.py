"""Every act of the flows: claim the engine's task, check the right, call the service, complete the task; one act, one transaction.

Pages, commands, the rehearsal and the demo world go through here and nowhere else. If domain and engine disagree the service refuses and
everything rolls back.

The acts on a directive stand in `directives`, what it does to others in `effects`, those of the units in `units`, those on documents that
came to them in `incoming`, those on copies in `recipients`, the machine's in `jobs`, what is around each in `claiming`.
"""

from workflows.desk import OpenTask, open_task
from workflows.steps.chasing import draft_chase
from workflows.steps.claiming import StepError
from workflows.steps.delegating import delegate, recall_delegated, recall_tree, report_anyway, wake_parents
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
from workflows.steps.extending import ask_extension, grant_extension, pass_on_extension, refuse_extension, withdraw_extension
from workflows.steps.incoming import (
    assign_document,
    close_document,
    correct_document,
    direct_document,
    file_document,
    hand_document_back,
    implement_document,
    present_document,
    propose_on_document,
    receive_document,
    register_document,
    send_document_back,
    take_document_back,
)
from workflows.steps.jobs import BATCH, PDF, ask_for_pdf, consolidate, deliver, may_oversee, open_phases, print_pdf
from workflows.steps.looking_again import look_again
from workflows.steps.marks import KIND as MARK_KIND
from workflows.steps.marks import look_for_mark, looks_into
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
from workflows.steps.standstill import agree_suspension, ask_suspension, refuse_suspension, reopen, reopen_due, resume, withdraw_suspension
from workflows.steps.succession import MOVE_WORK, hand_on, move_work, order_moves
from workflows.steps.units import receive, receive_assignment, refuse, report, review

__all__ = [
    "BATCH",
    "EMAIL_KIND",
    "MARK_KIND",
    "MOVE_WORK",
    "PDF",
    "OpenTask",
    "StepError",
    "agree_suspension",
    "answer_opinion",
    "approve_content",
    "approve_form",
    "ask_back",
    "ask_extension",
    "ask_for_pdf",
    "ask_opinions",
    "ask_suspension",
    "assign_document",
    "attach_file",
    "attach_signed_copy",
    "begin_directive",
    "close_comment",
    "close_document",
    "comment",
    "conclude",
    "confirm_sent",
    "consolidate",
    "correct_document",
    "declare_effect",
    "delegate",
    "deliver",
    "direct_document",
    "dispatch",
    "draft_chase",
    "email_outside",
    "file_document",
    "give_back",
    "grant_extension",
    "hand_document_back",
    "implement_document",
    "hand_on",
    "keep_copy",
    "let_draft",
    "look_for_mark",
    "looks_into",
    "look_again",
    "may_oversee",
    "move_work",
    "number",
    "open_phases",
    "open_task",
    "order_moves",
    "pass_on_extension",
    "present_document",
    "print_pdf",
    "propose_on_document",
    "raise_file",
    "recall_delegated",
    "recall_tree",
    "receive",
    "receive_assignment",
    "receive_document",
    "record_paper",
    "refuse",
    "refuse_document",
    "refuse_extension",
    "refuse_suspension",
    "register_document",
    "remove_file",
    "reopen",
    "reopen_due",
    "report",
    "report_anyway",
    "resume",
    "return_draft",
    "review",
    "revise",
    "send_document_back",
    "send_email",
    "set_way",
    "sign",
    "stop_drafting",
    "submit",
    "take_document_back",
    "take_signature_back",
    "void_number",
    "wake_parents",
    "withdraw_effect",
    "withdraw_extension",
    "withdraw_opinion",
    "withdraw_suspension",
]
