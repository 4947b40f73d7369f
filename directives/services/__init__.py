"""What happens to a directive, from a draft to its conclusion, and to the copies that units receive.

Every act moves the status by one UPDATE that names the status it expects, so that of two people at once one wins and the other is told.
Who may do what is asked before (`org_hierarchy.rights`); here only what no right can lift: nobody approves what they wrote themselves,
nor a text that they have not seen. An act that is told the `version` before its actor's eyes (`directives.queries.version_of`) is
refused with "stale" when the text has been written anew since.

The acts stand in `preparing`, `signing`, `issuing` and `receiving`, the move of a status in `moving`; what they write of a draft in `rows`,
the books of numbers in `registers`, whom they send to in `recipients`. Copies that are asked back stand in `taking_back`, those for whom no
unit answers in `outside`, what one directive does to another in `effects`.
"""

from directives.services.appendices import add_appendix
from directives.services.archive import kept_copies, lend_copy, take_copy_back
from directives.services.attaching import attach_file, drop_marked, drop_marked_source, raise_file, remove_file
from directives.services.case_files import (
    RETENTION,
    add_directives,
    add_incoming,
    add_paper,
    belonging_to,
    close_case_file,
    open_case_file,
    take_out,
)
from directives.services.commenting import close_comment, comment_on
from directives.services.copying import copies_of, make_copy, units_to_copy_at, ways_to_copy
from directives.services.drafting_together import let_draft, stop_drafting
from directives.services.effects import declare_effect, withdraw_effect
from directives.services.errors import DirectiveError
from directives.services.exceptions import grant_view, withdraw_view
from directives.services.issuing import conclude_directive, issue_directive, number_directive, refuse_unsigned_paper
from directives.services.office_rules import set_office_rules
from directives.services.opinions import answer_opinion, ask_opinions, withdraw_opinion
from directives.services.outside import (
    MOST_COPIES,
    confirm_sent,
    recall_outside,
    record_paper,
    refuse_before_issue,
    send_again,
    send_email,
    set_way,
    waiting_for_email,
)
from directives.services.preparing import (
    approve_content,
    approve_form,
    draft_directive,
    redraft_directive,
    return_draft,
    submit_directive,
)
from directives.services.printing import print_directive
from directives.services.receiving import receive_directive, refuse_directive, send_copy_again
from directives.services.recipients import Dispatch, dispatch_of
from directives.services.registers import start_register
from directives.services.series import set_series
from directives.services.signing import attach_signed_copy, sign_directive
from directives.services.taking_back import ask_all_back, ask_back, give_back, keep_copy
from directives.services.templates import MOST_TEMPLATES, drop_template, keep_template, rename_template
from directives.services.versions import restored
from directives.services.voiding import reserve_number, take_signature_back, void_entry, void_number

__all__ = [
    "MOST_COPIES",
    "MOST_TEMPLATES",
    "RETENTION",
    "DirectiveError",
    "Dispatch",
    "add_appendix",
    "add_directives",
    "add_incoming",
    "add_paper",
    "answer_opinion",
    "approve_content",
    "approve_form",
    "ask_all_back",
    "ask_back",
    "ask_opinions",
    "attach_file",
    "attach_signed_copy",
    "belonging_to",
    "close_case_file",
    "close_comment",
    "comment_on",
    "conclude_directive",
    "confirm_sent",
    "copies_of",
    "declare_effect",
    "dispatch_of",
    "draft_directive",
    "drop_marked",
    "drop_marked_source",
    "drop_template",
    "give_back",
    "grant_view",
    "issue_directive",
    "keep_copy",
    "keep_template",
    "kept_copies",
    "lend_copy",
    "let_draft",
    "make_copy",
    "number_directive",
    "open_case_file",
    "print_directive",
    "raise_file",
    "recall_outside",
    "receive_directive",
    "record_paper",
    "redraft_directive",
    "refuse_before_issue",
    "refuse_directive",
    "refuse_unsigned_paper",
    "remove_file",
    "rename_template",
    "reserve_number",
    "restored",
    "return_draft",
    "send_again",
    "send_copy_again",
    "send_email",
    "set_office_rules",
    "set_series",
    "set_way",
    "sign_directive",
    "start_register",
    "stop_drafting",
    "submit_directive",
    "take_copy_back",
    "take_out",
    "take_signature_back",
    "units_to_copy_at",
    "void_entry",
    "void_number",
    "waiting_for_email",
    "ways_to_copy",
    "withdraw_effect",
    "withdraw_opinion",
    "withdraw_view",
]
