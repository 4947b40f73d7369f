"""What the acts on a document that came ask for: the file, its head, to whom it is presented and given, what was done."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator

from directives.incoming.facts import AGENCY, NUMBER, SUBJECT, SYMBOL, TYPE_NAME, Facts
from directives.models import Directive, IncomingDocument
from directives.services.incoming import MOST_PARTNERS
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text
from org_hierarchy.forms.picker import UnitField
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.queries import grant_holders
from workflows.views.forms.uploads import SOURCE_LIMIT, SOURCE_TYPES, refuse_marked

Channel = IncomingDocument.Channel
FROM_OUTSIDE = [(channel.value, channel.label) for channel in (Channel.PAPER, Channel.EMAIL)]
LEADERS_FIRST = [Post.Role.HEAD, Post.Role.DEPUTY, Post.Role.OFFICE_HEAD, Post.Role.DIVISION_HEAD, Post.Role.OFFICER, Post.Role.CLERK]


def people_of(unit: OrgUnit, codename: str) -> list[tuple[Person, Post]]:
    """Who holds this grant on the unit now, each once, leaders first. Three queries."""
    found = grant_holders([(codename, unit.pk)])[codename, unit.pk]
    ranked = sorted(found, key=lambda held: (LEADERS_FIRST.index(Post.Role(held[1].role)), held[0].sort_name, held[0].pk))
    return list({person.pk: (person, post) for person, post in reversed(ranked)}.values())[::-1]


class SeatField(forms.ChoiceField):
    """One of the people of a unit, shown with the post; cleaned to a Person, or None."""

    default_error_messages = {"invalid_choice": "Người đã chọn không còn giữ chức vụ này. Vui lòng chọn lại."}

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._people: dict[str, Person] = {}

    def offer(self, people: Iterable[tuple[Person, Post]]) -> None:
        """Say who may be chosen."""
        seats = list(people)
        self._people = {str(person.pk): person for person, _ in seats}
        first = [("", "Chọn người…")]
        self.choices = [*first, *((str(person.pk), f"{person} – {post.title}") for person, post in seats)]

    def clean(self, value: Any) -> Person | None:
        """The person of the choice."""
        chosen: str = super().clean(value)
        return self._people[chosen] if chosen else None


class UploadForm(RefusableForm):
    """A file that came, and for which of one's units."""

    unit = forms.ModelChoiceField(OrgUnit.objects.none(), label="Đơn vị nhận", empty_label=None)
    channel = forms.ChoiceField(label="Cách đến", choices=FROM_OUTSIDE)
    source = forms.FileField(
        label="Tệp văn bản (.docx, .pdf, .txt, ảnh quét)",
        validators=[
            FileExtensionValidator(
                list(SOURCE_TYPES), "Chỉ đọc được tệp .docx, .pdf, .txt và ảnh .png, .jpg, .tiff, .webp. Hãy chọn tệp khác."
            )
        ],
        error_messages={"empty": "Tệp này trống. Vui lòng chọn tệp khác.", "required": "Vui lòng chọn tệp, hoặc nhập tay bên cạnh."},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SOURCE_TYPES)}),
    )

    def __init__(self, *args: Any, units: Sequence[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_tep_%s"} | kwargs)
        _offer_units(self, units)

    def clean_source(self) -> UploadedFile:
        source: UploadedFile = self.cleaned_data["source"]
        if (source.size or 0) > SOURCE_LIMIT:
            raise forms.ValidationError("Tệp lớn hơn 20 MB. Vui lòng chọn tệp nhỏ hơn.")
        way_out = "hãy xử lý theo quy định về bảo vệ bí mật nhà nước."
        refuse_marked(source, marked=f"Tệp có dấu chỉ độ mật nên không vào hệ thống này; {way_out}")
        return source

    def refuse(self, reason: str, code: str = "") -> None:
        """Say why the file was not taken in."""
        self.add_error("source", forms.ValidationError(reason, code=code))


class FactsForm(RefusableForm):
    """What the register says of a document."""

    places = {"secret": "subject", "bad_date": "issued_date"}

    agency = forms.CharField(label="Cơ quan ban hành", max_length=AGENCY)
    type_name = forms.CharField(
        label="Tên loại",
        max_length=TYPE_NAME,
        required=False,
        initial=Directive.Kind.CV.label,
        widget=forms.TextInput(attrs={"list": "ten-loai", "autocomplete": "off"}),
    )
    number = forms.CharField(label="Số", max_length=NUMBER, required=False, help_text="Ví dụ 776; để trống nếu văn bản không có số.")
    symbol = forms.CharField(label="Ký hiệu", max_length=SYMBOL, required=False, help_text="Ví dụ UBND-KGVX.")
    issued_date = date_field("Ngày văn bản")
    subject = long_text("Trích yếu nội dung", required=True, rows=2, limit=SUBJECT)
    urgency = forms.ChoiceField(label="Độ khẩn", choices=Directive.Urgency.choices, required=False)
    channel = forms.ChoiceField(label="Cách đến", choices=FROM_OUTSIDE)

    def __init__(self, *args: Any, known: Facts | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(known, name) for name in Facts.__dataclass_fields__} if known else {}
        super().__init__(*args, **{"auto_id": "id_so_%s", "initial": initial} | kwargs)

    @property
    def facts(self) -> Facts:
        """Of a valid form."""
        return Facts(**{name: self.cleaned_data[name] for name in Facts.__dataclass_fields__})

    @property
    def type_names(self) -> list[str]:
        """What is offered while a type is typed."""
        return [*Directive.Kind.labels, "Nghị định", "Thông tư", "Luật", "Đơn, thư"]


class HandForm(FactsForm):
    """A document without a file: its head is typed, and it gets its number at once."""

    unit = forms.ModelChoiceField(OrgUnit.objects.none(), label="Đơn vị nhận", empty_label=None)
    field_order = ["unit"]

    def __init__(self, *args: Any, units: Sequence[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_tay_%s", "initial": {}} | kwargs)
        _offer_units(self, units)


class PresentForm(RefusableForm):
    """To whom it is presented."""

    leader = SeatField(label="Trình lãnh đạo", error_messages={"required": "Vui lòng chọn lãnh đạo để trình."})

    def __init__(self, *args: Any, unit: OrgUnit, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_trinh_%s"} | kwargs)
        people = people_of(unit, "decide_for_unit")
        cast(SeatField, self.fields["leader"]).offer(people)
        if people:
            self.fields["leader"].initial = str(people[0][0].pk)


class LimitedForm(RefusableForm):
    """A last day, or the word that there is none."""

    places = {"bad_date": "due_date", "after_direction": "due_date", "due_missing": "due_date"}

    due_date = date_field("Thời hạn giải quyết")
    no_limit = forms.BooleanField(label="Không đặt thời hạn", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "due_date" in self.errors:
            return data
        if data.get("due_date") and data.get("no_limit"):
            self.add_error("due_date", "Đã ghi thời hạn thì bỏ chọn “Không đặt thời hạn”.")
        elif not data.get("due_date") and not data.get("no_limit"):
            self.add_error("due_date", "Vui lòng ghi thời hạn, hoặc chọn “Không đặt thời hạn”.")
        return data


WITH_DRAFT = "Giao soạn văn bản triển khai: dự thảo có sẵn căn cứ, nơi nhận, nhiệm vụ nằm ngay trên bàn người được giao"


class DirectForm(LimitedForm):
    """Who leads, who takes part, by when; a unit inside, or somebody of one's own unit."""

    places = LimitedForm.places | {
        "handler_missing": "handler",
        "not_of_unit": "handler",
        "partner_leads": "partners",
        "other_office": "with_draft",
    }

    lead_unit = UnitField(label="Đơn vị chủ trì", required=False, help_text="Lãnh đạo đơn vị đó phân công người giải quyết.")
    handler = SeatField(label="Hoặc giao người của đơn vị", required=False)
    partners = UnitField(label="Đơn vị phối hợp", many=True, required=False)
    opinion = long_text("Ý kiến chỉ đạo", rows=3, limit=4_000)
    with_draft = forms.BooleanField(label=WITH_DRAFT, required=False)

    field_order = ["lead_unit", "handler", "partners", "due_date", "no_limit", "opinion", "with_draft"]

    def __init__(self, *args: Any, unit: OrgUnit, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_chi_dao_%s"} | kwargs)
        self.unit = unit
        cast(SeatField, self.fields["handler"]).offer(people_of(unit, "act_for_unit"))
        for name in ("lead_unit", "partners"):
            cast(UnitField, self.fields[name]).limit(under=[unit])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        lead, handler = data.get("lead_unit"), data.get("handler")
        if {"lead_unit", "handler"} & self.errors.keys():
            return data
        if lead is not None and handler is not None and lead.pk != self.unit.pk:
            self.add_error("handler", "Mỗi văn bản một nơi chủ trì: chọn đơn vị hoặc chọn người, không chọn cả hai.")
        elif lead is None and handler is None:
            self.add_error("lead_unit", "Vui lòng chọn đơn vị chủ trì, hoặc chọn người của đơn vị.")
        if data.get("with_draft") and handler is None:
            self.add_error("with_draft", "Muốn giao soạn ngay thì chọn người; đơn vị chủ trì thì lãnh đạo đơn vị đó giao người soạn.")
        if len(data.get("partners") or []) > MOST_PARTNERS:
            self.add_error("partners", f"Chỉ ghi tối đa {MOST_PARTNERS} đơn vị phối hợp.")
        return data

    @property
    def direction(self) -> dict[str, Any]:
        """What the step asks for, of a valid form."""
        named = {name: self.cleaned_data[name] for name in ("handler", "partners", "due_date", "no_limit", "opinion", "with_draft")}
        return named | {"lead_unit": self.cleaned_data["lead_unit"] or self.unit}


class FileForm(RefusableForm):
    """Nothing to be done; a word on it, if one likes."""

    opinion = long_text("Ý kiến", rows=2, limit=4_000, help_text="Để trống: “Để biết, lưu.”")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_luu_%s"} | kwargs)


class AssignForm(LimitedForm):
    """Who of the unit deals with it."""

    places = LimitedForm.places | {"not_of_unit": "handler", "other_office": "with_draft"}

    handler = SeatField(label="Người giải quyết", error_messages={"required": "Vui lòng chọn người giải quyết."})
    opinion = long_text("Ý kiến", rows=3, limit=4_000)
    with_draft = forms.BooleanField(label=WITH_DRAFT, required=False)

    field_order = ["handler", "due_date", "no_limit", "opinion", "with_draft"]

    def __init__(self, *args: Any, unit: OrgUnit, due_date: date | None, **kwargs: Any) -> None:
        initial = {"due_date": due_date, "no_limit": due_date is None}
        super().__init__(*args, **{"auto_id": "id_giao_%s", "initial": initial} | kwargs)
        cast(SeatField, self.fields["handler"]).offer(people_of(unit, "act_for_unit"))


class ProposalForm(RefusableForm):
    """How somebody means to deal with it."""

    text = long_text("Đề xuất", required=True, rows=3, limit=4_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_de_xuat_%s"} | kwargs)


class CloseForm(RefusableForm):
    """What was done, and the reply."""

    places = {"bad_date": "reply_date", "result_missing": "result"}

    result = long_text("Kết quả giải quyết", required=True, rows=3, limit=4_000)
    reply_number = forms.CharField(label="Số, ký hiệu văn bản trả lời", max_length=60, required=False)
    reply_date = date_field("Ngày văn bản trả lời")

    def __init__(self, *args: Any, answered: Directive | None = None, **kwargs: Any) -> None:
        initial = {"reply_number": answered.designation, "reply_date": answered.issued_date} if answered else {}
        super().__init__(*args, **{"auto_id": "id_xong_%s", "initial": initial} | kwargs)


def _offer_units(form: forms.Form, units: Sequence[OrgUnit]) -> None:
    field = cast("forms.ModelChoiceField[OrgUnit]", form.fields["unit"])
    field.queryset = OrgUnit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("path")
    if len(units) == 1:
        field.initial = units[0].pk
