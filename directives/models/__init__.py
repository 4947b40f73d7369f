"""The order itself: its text, its tasks in words, to whom it was sent, and the registers that number it."""

from directives.models.appendices import AppendixTable
from directives.models.case_files import ArchiveLoan, CaseDocument, CaseFile
from directives.models.directive import Directive, DirectiveGrant
from directives.models.drafting import Attachment, Comment, OfficeRules, Opinion, Version
from directives.models.effects import Effect
from directives.models.incoming import Direction, Implementation, IncomingDocument
from directives.models.reading import Correction, Proposal, ProposedField
from directives.models.recipients import OutsideRecipient, Recipient
from directives.models.registers import Copy, Register, RegisterEntry, SeriesRule
from directives.models.templates import DraftTemplate
from directives.models.text import Basis, Duty, DutyParty, Provision, RecipientLine

__all__ = [
    "AppendixTable",
    "ArchiveLoan",
    "Attachment",
    "Basis",
    "CaseDocument",
    "CaseFile",
    "Comment",
    "Copy",
    "Correction",
    "Direction",
    "Directive",
    "DirectiveGrant",
    "DraftTemplate",
    "Duty",
    "DutyParty",
    "Effect",
    "Implementation",
    "IncomingDocument",
    "OfficeRules",
    "Opinion",
    "OutsideRecipient",
    "Proposal",
    "ProposedField",
    "Provision",
    "Recipient",
    "RecipientLine",
    "Register",
    "RegisterEntry",
    "SeriesRule",
    "Version",
]
