"""What stands over and under a signature: by post and mandate of the day (NĐ 30/2020, Phụ lục I, II.7; Điều 13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from org_hierarchy.models import Absence, Appointment, Mandate, OrgUnit, Person, Post, UnitVersion, valid_on
from org_hierarchy.queries.grants import SIGNING, is_deputy, mandates_on
from org_hierarchy.queries.posts import is_council, own_post, title_on
from org_hierarchy.queries.remits import put_fields_of
from org_hierarchy.queries.signing import Capacity, outside_remit, signatories
from org_hierarchy.queries.units import regime_on
from org_hierarchy.services.errors import OrgError
from records.text import fold

PERSONAL_KINDS = frozenset({"ThC"})  # thư công is the leader's own letter, so no collective stands over it
COLLECTIVE_NAMES = {OrgUnit.Kind.COMMITTEE: "ỦY BAN NHÂN DÂN"}
MARKS = {Mandate.Kind.BY_ORDER: "TL.", Mandate.Kind.BY_AUTHORITY: "TUQ."}


@dataclass(frozen=True, slots=True)
class OfDay:
    """What a unit was called on the day of a signature, and how it worked."""

    name: str
    short_name: str
    regime: str


@dataclass(frozen=True, slots=True)
class Called:
    """The day of a signature, and what units were on it, by their ids."""

    day: date
    units: Mapping[int, OfDay]


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """What is printed over the signature and under it: lines of authority ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), title, full name.

    `office` is the post in the own agency of who signs for a council or steering committee, printed over the name.
    """

    authority_lines: tuple[str, ...]
    title: str
    name: str
    office: str = ""

    def as_json(self) -> dict[str, Any]:
        """What is kept of it with what was signed; the office where there is one."""
        kept = {"authority_lines": list(self.authority_lines), "title": self.title, "name": self.name}
        return kept | ({"office": self.office} if self.office else {})


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a person may sign: the block that results, its legal ground in Vietnamese, and a deputy's fields, the units of
    which he is in charge among them.

    `in_own_name`: for the head of a collective body himself and not for the body, so without TM. (VAS §1.7).
    """

    capacity: Capacity
    block: SignatureBlock
    ground: str
    remit: tuple[str, ...]
    in_own_name: bool = False

    @property
    def key(self) -> str:
        """A name for a form: the same on every page."""
        return f"{self.capacity.key}-own" if self.in_own_name else self.capacity.key


def signature(person: Person, unit: OrgUnit, *, kind: str, on: date) -> SignatureBlock:
    """The block under a document of this kind (code of Phụ lục III) that the person signs for the unit on that day, by the first of
    `ways_to_sign`.

    Raises OrgError with the reason why not: `inactive`, `outside_unit` (no such unit that day), `wrong_kind`, `mandate_ended`,
    `mandate_ahead`, `not_inside` (a mandate of a unit that has left the agency), `not_passed_on` (a mandate of one's head, which a deputy
    may not use), `other_person` (TUQ. that was given to who held the post before), `stand_in` (who only stands in for the holder of a
    mandate), `no_head` (a deputy with nobody to sign for), `cannot_sign` (a post there that does not sign), `no_post`.
    """
    ways = ways_to_sign(person, unit, kind=kind, on=on)
    if ways:
        return ways[0].block
    raise why_not(person, unit, kind=kind, on=on)


def ways_to_sign(person: Person, unit: OrgUnit, *, kind: str, on: date, drafted_in: OrgUnit | None = None) -> list[Way]:
    """All ways in which the person may sign a document of this kind for the unit on that day: by own posts, then by mandates.

    `drafted_in`: the unit that has drafted it; a deputy in charge of other units has no way by that post. In a collective body an own post
    gives two ways: for the body first, then for its head himself. At most five queries, one for each KT., TL. and TUQ., four for
    each post in a council, and those of `outside_remit`.
    """
    if not _exists(unit, on):
        return []
    capacities = signatories(unit, on=on, kind=kind, person=person, drafted_in=drafted_in)
    called = _called(capacities, on)
    ways: list[Way] = []
    for capacity in capacities:
        try:
            ways += _ways_of(capacity, kind, called)
        except OrgError:  # a deputy of nobody; `why_not` says so
            continue
    return ways


def way_of(capacity: Capacity, *, kind: str, on: date) -> Way:
    """The first way of one capacity, as titles were on that day. Raises OrgError as `signature_block` does. At most two queries."""
    return _ways_of(capacity, kind, _called([capacity], on))[0]


def _ways_of(capacity: Capacity, kind: str, called: Called) -> list[Way]:
    appointment, mandate = capacity.appointment, capacity.mandate
    if mandate is None:
        ground, remit = _own_ground(appointment, called), _field(appointment)
        first = Way(capacity, _own_block(appointment, kind, called), ground, remit)
        if not _is_collective(_of_day(appointment.post.unit, called), kind):
            return [first]
        block = replace(first.block, authority_lines=first.block.authority_lines[1:])
        return [first, Way(capacity, block, ground, remit, in_own_name=True)]
    lines = [f"{MARKS[Mandate.Kind(mandate.kind)]} {_head_title(capacity.unit, called)}"]
    if capacity.principal is not None:
        lines.append(f"KT. {_full_title(capacity.principal, mandate.unit, called)}")
        title = appointment.post.title.upper()
    else:
        title = f"{'Q. ' if appointment.is_acting else ''}{_full_title(appointment.post, mandate.unit, called)}"
    block = SignatureBlock(tuple(lines), title, appointment.person.full_name)
    return [Way(capacity, block, f"{mandate.get_kind_display()} theo {mandate.basis}: {mandate.content}", tuple(appointment.remit))]


def signature_block(appointment: Appointment, *, kind: str, on: date) -> SignatureBlock:
    """The block under a document of this kind (code of Phụ lục III) signed on that day by the head or a deputy of the unit that issues it.

    In a unit of the collective regime the body is named with TM. (not on a thư công); an acting head has Q. before the title; a deputy
    signs KT. for the head, whose title is the one of the unit's HEAD post (NĐ 30/2020, Phụ lục I, II.7; Điều 13).

    Raises OrgError `cannot_sign` for any other post: signing by order or authority (TL., TUQ.) needs a mandate; `no_head` for a deputy
    of whom nobody knows for whom he signs. One query, two for a deputy, and four more for a council.
    """
    return _own_block(appointment, kind, _called_on([appointment.post.unit_id], on))


def _own_block(appointment: Appointment, kind: str, called: Called) -> SignatureBlock:
    post, unit = appointment.post, appointment.post.unit
    of_day = _of_day(unit, called)
    name = of_day.name
    if post.role not in SIGNING:
        raise OrgError("cannot_sign", f"{post.title} không ký được văn bản của {name}; hãy chọn người đứng đầu hoặc cấp phó.")
    lines: list[str] = []
    if _is_collective(of_day, kind):
        lines.append(f"TM. {COLLECTIVE_NAMES.get(OrgUnit.Kind(unit.kind), name.upper())}")
    title = post.title.upper()
    if post.role == Post.Role.DEPUTY:
        lines.append(f"KT. {_head_title(unit, called, post)}")
    elif appointment.is_acting:
        title = f"Q. {title}"
    return SignatureBlock(tuple(lines), title, appointment.person.full_name, _office(appointment, called))


def _office(appointment: Appointment, called: Called) -> str:
    """The post in the own agency of who signs for a council that uses an agency's seal (NĐ 30/2020, Phụ lục I, II.7.c); else blank."""
    unit = appointment.post.unit
    is_of_council = is_council(unit.kind, _of_day(unit, called).regime)
    own = own_post(appointment.person, unit, on=called.day) if is_of_council else None
    return _full_title(own, unit.parent or unit, _called_on([own.unit_id], called.day)) if own else ""


def _is_collective(unit: OfDay, kind: str) -> bool:
    return unit.regime == OrgUnit.Regime.COLLECTIVE and kind not in PERSONAL_KINDS


def _full_title(post: Post, agency: OrgUnit, called: Called) -> str:
    """The title in capitals as it stands under another agency's name: with the unit's own, "GIÁM ĐỐC SỞ Y TẾ", where it does not say it.

    "Trưởng phòng" of "Phòng Nội vụ" is "TRƯỞNG PHÒNG NỘI VỤ"; "Chánh Văn phòng" says all.
    """
    unit, title = _of_day(post.unit, called), post.title.upper()
    if post.unit_id == agency.pk:
        return title
    short = unit.short_name if unit.short_name and unit.name.startswith(unit.short_name) else unit.name
    name = short.upper()
    if name in title or name.startswith("VĂN PHÒNG"):
        return title
    first, _, rest = name.partition(" ")
    return f"{title} {rest}" if title.endswith(f" {first}") else f"{title} {name}"


def why_not(person: Person, unit: OrgUnit, *, kind: str, on: date, drafted_in: OrgUnit | None = None) -> OrgError:
    """Why this person has no way to sign such a document, drafted in that unit, for the unit on that day: see `signature`, and
    `outside_remit` for a deputy in charge of other units. At most ten queries, and those of `outside_remit`."""
    called = _called_on([unit.pk], on)
    day, name = f"{on:%d/%m/%Y}", _of_day(unit, called).name
    if not person.is_active:
        return OrgError("inactive", f"Tài khoản của {person} đã ngừng hoạt động nên không ký được văn bản.")
    if not _exists(unit, on):
        return OrgError("outside_unit", f"{name} không tồn tại vào ngày {day} nên không ai ký được văn bản của đơn vị này.")
    held = list(Appointment.objects.filter(valid_on(on), person=person).select_related("post__unit"))
    if refused := _mandate_refusal(person, held, unit, kind=kind, on=on):
        return refused
    there = [a for a in held if a.post.unit_id == unit.pk]
    left_out = outside_remit(there, drafted_in, on=on) if drafted_in else frozenset()
    for appointment in there:
        try:
            _own_block(appointment, kind, called)
        except OrgError as error:
            return error
        if drafted_in and appointment.pk in left_out:
            put_fields_of(on, [appointment])
            return _outside_remit(appointment, drafted_in)
    return OrgError(
        "no_post", f"{person} không giữ chức vụ nào và không có ủy quyền nào để ký văn bản của {name} vào ngày {day}; hãy chọn người khác."
    )


def _mandate_refusal(person: Person, held: list[Appointment], unit: OrgUnit, *, kind: str, on: date) -> OrgError | None:
    """What a mandate of one's own post lacks, or a mandate of one's head, or of whom one stands in for, that one may not use."""
    posts = {a.post_id for a in held}
    away = Absence.objects.filter(valid_on(on), substitute=person).values_list("appointment__post", flat=True)
    stood_in = set(away) - posts
    units = {a.post.unit_id for a in held}
    theirs = Q(post__unit__in=units) | Q(post__in=stood_in)
    mandates = list(Mandate.objects.filter(theirs, unit=unit).select_related("post__unit").order_by("-valid_from", "pk"))
    grounded = set(mandates_on(on).filter(pk__in=[m.pk for m in mandates]).values_list("pk", flat=True)) if mandates else set()
    for mandate in mandates:
        mark, post = MARKS[Mandate.Kind(mandate.kind)], mandate.post
        is_mine = post.pk in posts
        if post.pk in stood_in and mandate.pk in grounded:
            words = f"Văn bản ký {mark} do chính {post.title} ký; người làm thay khi vắng mặt không ký được"
            return OrgError("stand_in", f"{words}. Hãy trình người khác có thẩm quyền ký.")
        if not is_mine and not any(is_deputy(a.post, of=post) for a in held):
            continue
        if not is_mine and not mandate.may_pass_on:
            words = f"Văn bản ký {mark} được giao cho {post.title} và không giao lại cho cấp phó"
            return OrgError("not_passed_on", f"{words}; hãy trình {post.title} ký.")
        if mandate.valid_to is not None and mandate.valid_to <= on:
            ended = f"Thời hạn ký {mark} theo {mandate.basis} đã hết từ ngày {mandate.valid_to:%d/%m/%Y}"
            return OrgError("mandate_ended", f"{ended}; cần văn bản giao ký mới.")
        if on < mandate.valid_from:
            return OrgError("mandate_ahead", f"Việc ký {mark} theo {mandate.basis} chỉ có hiệu lực từ ngày {mandate.valid_from:%d/%m/%Y}.")
        if mandate.pk not in grounded and mandate.kind == Mandate.Kind.BY_AUTHORITY and not _given_to(mandate, person):
            given = f"{mandate.basis} ủy quyền (TUQ.) cho người giữ chức vụ {post.title} ngày {mandate.valid_from:%d/%m/%Y}"
            return OrgError("other_person", f"{given}, không chuyển cho người kế nhiệm; cần văn bản ủy quyền mới.")
        if mandate.pk not in grounded:
            left = f"{post.unit.name} không còn thuộc {unit.name} nên việc ký {mark} theo {mandate.basis} không còn căn cứ"
            return OrgError("not_inside", f"{left}; hãy trình người khác ký.")
        if kind and mandate.document_kinds and kind not in mandate.document_kinds:
            kinds = ", ".join(mandate.document_kinds)
            return OrgError(
                "wrong_kind", f"{mandate.basis} chỉ giao ký {mark} các loại văn bản: {kinds}; loại {kind} phải do người khác ký."
            )
    return None


def _given_to(mandate: Mandate, person: Person) -> bool:
    """Whether this person held the post of the mandate on its first day."""
    return Appointment.objects.filter(valid_on(mandate.valid_from), post=mandate.post_id, person=person).exists()


def _outside_remit(appointment: Appointment, drafted_in: OrgUnit) -> OrgError:
    field = f"{appointment.post.title} phụ trách: {'; '.join(_field(appointment))}"
    return OrgError(
        "outside_remit",
        f"{field}. Văn bản do {drafted_in.name} soạn thuộc lĩnh vực khác; hãy trình người đứng đầu hoặc cấp phó phụ trách ký. "
        "Người được giao làm thay khi người đó vắng mặt cũng ký được.",
    )


def _field(appointment: Appointment) -> tuple[str, ...]:
    """A deputy's fields as said, then the units of which he was in charge on the day that `put_fields_of` has put upon it."""
    return (*appointment.remit, *sorted(unit.name for unit in appointment.field_units))  # type: ignore[attr-defined]


def _own_ground(appointment: Appointment, called: Called) -> str:
    post = appointment.post
    words = f"{'Quyền ' if appointment.is_acting else ''}{_title_of(post.title, _of_day(post.unit, called).name)}"
    return f"{words}, theo {appointment.basis}" if appointment.basis else words


def _title_of(title: str, unit: str) -> str:
    """The title with its unit's name, what both say said once: "Chánh Văn phòng" of "Văn phòng Sở" is "Chánh Văn phòng Sở"."""
    said, name = title.split(), unit.split()
    shared = next((n for n in range(len(name), 0, -1) if fold(" ".join(said[-n:])) == fold(" ".join(name[:n]))), 0)
    return " ".join([*said, *name[shared:]])


def _called(capacities: Iterable[Capacity], on: date) -> Called:
    return _called_on({capacity.appointment.post.unit_id for capacity in capacities}, on)


def _called_on(units: Iterable[int], on: date) -> Called:
    versions = UnitVersion.objects.filter(valid_on(on), unit__in=units)
    rows = versions.annotate(regime=regime_on(on, "unit")).values_list("unit_id", "name", "short_name", "regime")
    return Called(on, {pk: OfDay(*said) for pk, *said in rows})


def _of_day(unit: OrgUnit, called: Called) -> OfDay:
    """What the unit was on the day; one that did not exist then, what it is."""
    return called.units.get(unit.pk) or OfDay(unit.name, unit.short_name, unit.regime)


def _exists(unit: OrgUnit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_to is None or on < unit.valid_to)


def _head_title(unit: OrgUnit, called: Called, deputy: Post | None = None) -> str:
    """The title of the head in whose place one signs, in capitals; without a HEAD post, the deputy's own without "Phó"."""
    heads = Post.objects.filter(unit=unit, role=Post.Role.HEAD).exclude(valid_to__lte=called.day).order_by("pk")
    title = heads.annotate(then=title_on(called.day)).values_list("then", flat=True).first()
    if title is None and deputy is not None:
        title = deputy.title.removeprefix("Phó ")
    if title is None or (deputy is not None and title == deputy.title):
        who = deputy.title if deputy else "người được giao"
        raise OrgError("no_head", f"Chưa rõ {who} ký thay ai tại {unit.name}; hãy thêm chức vụ người đứng đầu.")
    return title.upper()
