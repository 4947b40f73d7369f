"""What a skeleton is, and how the ones that come with the system are written down."""

from dataclasses import dataclass, replace

from directives.drafting import ProvisionDraft, RecipientDraft
from directives.grids import grid_of
from directives.models import Provision
from directives.outline import provisions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """What a new document begins with."""

    key: str
    title: str
    kind: str
    subject: str
    provisions: tuple[ProvisionDraft, ...]
    addressees: tuple[str, ...] = ()
    recipients: tuple[RecipientDraft, ...] = ()

    @property
    def lines(self) -> list[str]:
        """Its text as it is read, a paragraph a line; of a table its columns."""
        return [_line(one) for one in self.provisions]


def made(
    key: str, title: str, kind: str, subject: str, body: str, addressees: str = "", recipients: str = "", appendix: tuple[str, ...] = ()
) -> Skeleton:
    """One that comes with the system; several lines of a list are divided by "|", cells of a table by a tab.

    `appendix` is the title of one and the rows of its table, which lies across the page.
    """
    title_of_appendix, *rows = appendix or ("",)
    behind = (
        ProvisionDraft(title_of_appendix, Provision.Kind.LANDSCAPE),
        ProvisionDraft("\n".join(rows), Provision.Kind.TABLE),
    )
    return Skeleton(
        key=key,
        title=title,
        kind=kind,
        subject=subject,
        provisions=(*map(_headed, provisions_of(body)), *(behind if appendix else ())),
        addressees=tuple(filter(None, addressees.split("|"))),
        recipients=tuple(RecipientDraft(name) for name in recipients.split("|") if name),
    )


def _headed(one: ProvisionDraft) -> ProvisionDraft:
    """A clause that ends like no sentence is a title, also where what follows has no number."""
    is_title = one.kind == Provision.Kind.CLAUSE and not one.text.endswith((".", ";", ":"))
    return replace(one, kind=Provision.Kind.CLAUSE_TITLE) if is_title else one


def _line(one: ProvisionDraft) -> str:
    if one.kind == Provision.Kind.TABLE:
        return f"Bảng: {', '.join(grid_of(one.text).columns)}"
    if one.kind in Provision.APPENDICES:
        return f"Phụ lục: {one.text}"
    return f"{one.label or ('-' if one.kind == Provision.Kind.DASH else '')} {one.text}".strip()
