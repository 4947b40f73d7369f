"""Choosing a unit, a person or an area among thousands: words typed, what is found as a list of radios (or boxes), the same with and
without JavaScript."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlencode

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from org_hierarchy.models import Appointment, Area, OrgUnit, Person, Post, UnitVersion, valid_on
from org_hierarchy.queries import below_any, search
from org_hierarchy.services.posts import LEADING
from records.search import has_words
from records.text import nfc

MOST_FOUND = 20
MOST_CHOSEN = 500
MOST_WORDS = 200
LONGEST_ID = 15


@dataclass(frozen=True, slots=True)
class Choice:
    """What a picker was told: ids as sent, the words in its search field, and the words whose units its list shows."""

    ids: tuple[str, ...] = ()
    words: str = ""
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which units a picker offers: those of a day (None: today), below some units or these themselves (empty: all), but some (ids)."""

    on: date | None = None
    under: tuple[OrgUnit, ...] = ()
    but: tuple[int, ...] = ()

    def within(self, units: QuerySet[OrgUnit]) -> QuerySet[OrgUnit]:
        """Of these units, those below the limits' own."""
        units = units.exclude(pk__in=self.but)
        if not self.under:
            return units
        found = below_any(self.under)
        if self.on is not None:  # by the tree of now or of that day
            there = UnitVersion.objects.filter(valid_on(self.on))
            then = Q(pk__in=[])
            for path in there.filter(unit__in=self.under).values_list("path", flat=True):
                then |= Q(path__gte=path, path__lt=path + ":")
            found |= Q(pk__in=there.filter(then).values("unit"))
        return units.filter(found)


@dataclass(frozen=True, slots=True)
class Option:
    """One row of the list."""

    pk: int
    name: str
    detail: str
    is_chosen: bool


class Finder(Protocol):
    """What a picker looks for; `key` names it in the address of its list."""

    key: str
    noun: str
    placeholder: str

    def all(self, limits: Limits) -> QuerySet[Any]:
        """What may be chosen, in the order of names, with what `describe` reads."""

    def search(self, words: str, limits: Limits) -> QuerySet[Any]:
        """What of it is offered for these words."""

    def describe(self, found: Any) -> tuple[str, str]:
        """Its name, and what tells it from others of that name."""


class UnitFinder:
    key, noun, placeholder = "don-vi", "Đơn vị", "Tên hoặc mã đơn vị…"

    def all(self, limits: Limits) -> QuerySet[Any]:
        return limits.within(OrgUnit.objects.select_related("parent").order_by("sort_name", "pk"))

    def search(self, words: str, limits: Limits) -> QuerySet[Any]:
        return limits.within(search(words, on=limits.on or timezone.localdate()))

    def describe(self, found: Any) -> tuple[str, str]:
        return getattr(found, "name_on", found.name), f"{found.code}, thuộc {found.parent.name}" if found.parent else found.code


class PersonFinder:
    """Active people, each with the posts of the day."""

    key, noun, placeholder = "nguoi", "Người", "Họ tên hoặc tên đăng nhập…"

    def all(self, limits: Limits) -> QuerySet[Any]:
        held = Appointment.objects.filter(valid_on(limits.on or timezone.localdate())).select_related("post__unit").order_by("pk")
        people = Person.objects.filter(is_active=True).prefetch_related(Prefetch("appointments", held, to_attr="held"))
        return people.order_by("sort_name", "pk")

    def search(self, words: str, limits: Limits) -> QuerySet[Any]:
        return self.all(limits).filter(has_words("folded_name", words))

    def describe(self, found: Any) -> tuple[str, str]:
        return found.full_name, "; ".join(str(a.post) for a in found.held) or f"{found.username}, chưa giữ chức vụ nào"


class AreaFinder:
    """Areas of the day's map."""

    key, noun, placeholder = "dia-ban", "Địa bàn", "Tên hoặc mã địa bàn…"

    def all(self, limits: Limits) -> QuerySet[Any]:  # noqa: ARG002 - one shape for all
        return Area.objects.select_related("parent").order_by("folded_name", "pk")

    def search(self, words: str, limits: Limits) -> QuerySet[Any]:
        return self.all(limits).filter(valid_on(limits.on or timezone.localdate()), has_words("folded_name", words))

    def describe(self, found: Any) -> tuple[str, str]:
        return found.name, f"{found.code}, {found.parent.name}" if found.parent else found.code


class PostFinder:
    """Posts that lead a unit or a part of it, found by the unit's name or their own; each with its holders of the day."""

    key, noun, placeholder = "chuc-vu", "Chức vụ", "Tên đơn vị hoặc chức vụ…"

    def all(self, limits: Limits) -> QuerySet[Any]:
        held = Appointment.objects.filter(valid_on(limits.on or timezone.localdate())).select_related("person").order_by("pk")
        posts = (
            Post.objects.filter(role__in=LEADING).select_related("unit").prefetch_related(Prefetch("appointments", held, to_attr="held"))
        )
        posts = posts.exclude(valid_to__lte=limits.on or timezone.localdate())
        return (posts.filter(below_any(limits.under, "unit__")) if limits.under else posts).order_by("unit__path", "pk")

    def search(self, words: str, limits: Limits) -> QuerySet[Any]:
        return self.all(limits).filter(has_words("unit__folded_name", words) | Q(title__icontains=words))

    def describe(self, found: Any) -> tuple[str, str]:
        return str(found), ", ".join(a.person.full_name for a in found.held) or "đang khuyết"


FINDERS: dict[str, Finder] = {finder.key: finder for finder in (UnitFinder(), PersonFinder(), AreaFinder(), PostFinder())}


def options(finder: Finder, choice: Choice, limits: Limits) -> tuple[list[Option], bool]:
    """What the list shows: the chosen ones first, then up to twenty found by the words; and whether more were found.

    Four queries at most.
    """
    chosen = list(by_ids(finder.all(Limits(limits.on)), choice.ids))
    words = nfc(choice.words)[:MOST_WORDS]
    found: list[Any] = []
    if words:
        found = list(finder.search(words, limits).exclude(pk__in=[one.pk for one in chosen])[: MOST_FOUND + 1])
    rows = [Option(one.pk, *finder.describe(one), is_chosen=True) for one in chosen]
    rows += [Option(one.pk, *finder.describe(one), is_chosen=False) for one in found[:MOST_FOUND]]
    return rows, len(found) > MOST_FOUND


def by_ids(rows: QuerySet[Any], ids: Iterable[str]) -> QuerySet[Any]:
    """Of these rows, those of the ids as sent; what is no id is none."""
    whole = [int(pk) for pk in ids if pk.isascii() and pk.isdecimal() and len(pk) <= LONGEST_ID]
    return rows.filter(pk__in=whole[:MOST_CHOSEN])


class Picker(forms.Widget):
    """Drawn by org_hierarchy/_unit_picker.html, which says how it works."""

    def __init__(self, finder: Finder, *, many: bool, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(dict(attrs) if attrs else None)
        self.finder = finder
        self.many = many
        self.limits = Limits()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Choice:  # noqa: ARG002 - Django's shape
        """The ids and words that were sent."""
        ids = data.getlist(name) if hasattr(data, "getlist") else _as_list(data.get(name))
        return Choice(tuple(str(pk) for pk in ids if pk), data.get(f"{name}-tim", ""), data.get(f"{name}-da-tim", ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 - Django's shape
        """An unchecked radio sends nothing, so nothing can be told from that."""
        return False

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's shape
        """The picker with its list as it stands; two queries."""
        choice = value if isinstance(value, Choice) else Choice(tuple(str(getattr(pk, "pk", pk)) for pk in _as_list(value)))
        return render_to_string(
            "org_hierarchy/_unit_picker.html", picker_context(self.finder, name, choice, self.limits, many=self.many) | {"attrs": attrs}
        )


def picker_context(finder: Finder, name: str, choice: Choice, limits: Limits, *, many: bool) -> dict[str, Any]:
    """What the templates of a picker and of its list need."""
    rows, more = options(finder, choice, limits)
    asked = [("loai", finder.key), ("ten", name), ("nhieu", "1" if many else ""), ("ngay", limits.on.isoformat() if limits.on else "")]
    asked += [*(("duoi", str(unit.pk)) for unit in limits.under), *(("tru", str(pk)) for pk in limits.but)]
    return {
        "name": name,
        "noun": finder.noun,
        "placeholder": finder.placeholder,
        "many": many,
        "words": choice.words,
        "options": rows,
        "has_more": more,
        "url": f"{reverse('org_hierarchy:pick')}?{urlencode([pair for pair in asked if pair[1]])}",
    }


def _as_list(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple | QuerySet) else [value]


class PickField(forms.Field):
    """One of what a finder finds, or with `many` a list of them in the order of names, chosen by a Picker; see _unit_picker.html."""

    widget: Picker

    def __init__(self, finder: Finder, *, many: bool = False, **more: Any) -> None:
        super().__init__(widget=Picker(finder, many=many), **more)
        self.finder = finder
        self.many = many

    def clean(self, value: Choice) -> Any:
        """The one chosen (None for none), or all."""
        noun = self.finder.noun.lower()
        chosen = list(by_ids(self.finder.all(self.widget.limits), value.ids))
        if len(chosen) < len(set(value.ids)):
            message = f"{self.finder.noun} đã chọn không có, hoặc không thuộc phạm vi của bạn. Vui lòng chọn lại."
            raise forms.ValidationError(message, code="invalid")
        if nfc(value.words) and nfc(value.words) != nfc(value.listed):
            raise forms.ValidationError(f"Vui lòng chọn {noun} trong danh sách vừa tìm được.", code="choose")
        if self.required and not chosen:
            count = "ít nhất một" if self.many else "một"
            raise forms.ValidationError(f"Vui lòng tìm và chọn {count} {noun}.", code="required")
        return chosen if self.many else (chosen[0] if chosen else None)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether others are chosen than at first."""
        before = {str(getattr(pk, "pk", pk)) for pk in _as_list(initial)}
        return before != set(data.ids if isinstance(data, Choice) else ())

    def limit(self, *, on: date | None = None, under: Iterable[OrgUnit] = (), but: Iterable[int] = ()) -> None:
        """Offer only what there is on that day (None: today); of units, only these or those below them (empty: all), but some (ids)."""
        self.widget.limits = Limits(on, tuple(under), tuple(but))


class UnitField(PickField):
    """One unit, or with `many` a list of units.

    Say in the form's __init__ which are offered: `self.fields["unit"].limit(on=day, under=[unit])`. A unit that is not below those is
    refused; whether it exists on the day is for the service to say.
    """

    def __init__(self, *, many: bool = False, **more: Any) -> None:
        super().__init__(FINDERS["don-vi"], many=many, **more)


class PersonField(PickField):
    """One active person."""

    def __init__(self, **more: Any) -> None:
        super().__init__(FINDERS["nguoi"], **more)


class AreaField(PickField):
    """One area, or with `many` a list of areas."""

    def __init__(self, *, many: bool = False, **more: Any) -> None:
        super().__init__(FINDERS["dia-ban"], many=many, **more)


class PostField(PickField):
    """One post that leads a unit or a part of it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(FINDERS["chuc-vu"], **more)
