"""What happens to a directive, from a draft to its conclusion, and to the copies that units receive.

Every act moves the status by one UPDATE that names the status it expects, so that of two people at once one wins and the other is told.
Who may do what is asked before (`org_hierarchy.rights`); here only what no right can lift: nobody approves what they wrote themselves,
nor a text that they have not seen. An act that is told the `version` before its actor's eyes (`directives.queries.version_of`) is
refused with "stale" when the text has been written anew since.

The acts stand in `preparing`, `signing`, `issuing` and `receiving`, the move of a status in `moving`; what they write of a draft in `rows`,
the books of numbers in `registers`, whom they send to in `recipients`.
"""

from directives.services.errors import DirectiveError
from directives.services.exceptions import grant_view, withdraw_view
from directives.services.issuing import conclude_directive, issue_directive, number_directive, refuse_unsigned_paper
from directives.services.office_rules import set_office_rules
from directives.services.preparing import (
    approve_content,
    approve_form,
    draft_directive,
    redraft_directive,
    return_draft,
    submit_directive,
)
from directives.services.receiving import receive_directive, refuse_directive
from directives.services.recipients import Dispatch, dispatch_of
from directives.services.signing import attach_signed_copy, sign_directive

__all__ = [
    "DirectiveError",
    "Dispatch",
    "approve_content",
    "approve_form",
    "attach_signed_copy",
    "conclude_directive",
    "dispatch_of",
    "draft_directive",
    "grant_view",
    "issue_directive",
    "number_directive",
    "receive_directive",
    "redraft_directive",
    "refuse_directive",
    "refuse_unsigned_paper",
    "return_draft",
    "set_office_rules",
    "sign_directive",
    "submit_directive",
    "withdraw_view",
]
