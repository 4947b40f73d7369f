"""What every page shows in the same way, and what no page may contain."""

import hashlib
import re
import tomllib
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import django_tables2 as tables
import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_tables2.paginators import LazyPaginator
from hypothesis import given
from hypothesis import strategies as st

from config.templatetags import ui

TODAY = date(2026, 11, 20)
VENDOR = settings.BASE_DIR / "static" / "vendor"
LOCK = tomllib.loads((VENDOR / "LOCK.toml").read_text("utf-8"))
OUR_TEMPLATES = [path for path in settings.BASE_DIR.glob("**/templates/**/*.html") if ".venv" not in path.parts]


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def words(markup: str) -> str:
    """The visible text, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


# Deadlines


@pytest.mark.parametrize(
    ("last_day", "said"),
    [
        (date(2026, 11, 8), "08/11/2026 Quá hạn 12 ngày"),
        (date(2026, 11, 19), "19/11/2026 Quá hạn 1 ngày"),
        (date(2026, 11, 20), "20/11/2026 Hôm nay"),
        (date(2026, 11, 21), "21/11/2026 Còn 1 ngày"),
        (date(2030, 1, 1), "01/01/2030 Còn 1.138 ngày"),
        (None, "Không hạn"),
    ],
)
def test_a_deadline_says_what_is_left(last_day: date | None, said: str) -> None:
    assert words(render("{% due last_day today %}", last_day=last_day, today=TODAY)) == said


def test_only_a_missed_deadline_is_red() -> None:
    assert "cd-due-late" in ui.due(date(2026, 11, 19), TODAY)
    assert "cd-due-late" not in ui.due(TODAY, TODAY)
    assert "cd-due-soon" in ui.due(date(2026, 11, 23), TODAY, "due_soon")


def test_a_finished_task_counts_no_days() -> None:
    assert words(ui.due(date(2026, 11, 8), TODAY, "closed")) == "08/11/2026 Đã xong"


def test_an_unknown_state_of_a_deadline_is_refused() -> None:
    with pytest.raises(ValueError, match="sooner"):
        ui.due(TODAY, TODAY, "sooner")


def test_a_moment_is_shown_in_local_time_and_a_day_without_hours() -> None:
    assert ui.when(datetime(2026, 8, 5, 20, 30, tzinfo=UTC)) == "06/08/2026 03:30"
    assert ui.when(date(2026, 8, 5)) == "05/08/2026"
    assert ui.when(None) == "–"


# Numbers


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (999, "999"), (1234567, "1.234.567"), (-1234, "-1.234"), (1234.5, "1.234,5"), (Decimal("10.00"), "10"), (None, "–")],
)
def test_numbers_are_grouped_the_vietnamese_way(value: float | Decimal | None, said: str) -> None:
    assert ui.vn(value) == said


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(0, "0%"), (0.00001, "0,1%"), (0.4667, "46,7%"), (Decimal("0.4"), "40%"), (0.99999, "99,9%"), (1, "100%"), (1.2, "120%"), (None, "–")],
)
def test_a_percentage_never_claims_more_than_is_so(ratio: float | Decimal | None, said: str) -> None:
    assert ui.percent(ratio) == said


def test_an_id_in_an_attribute_is_not_grouped() -> None:
    assert render('<input value="{{ pk }}">', pk=1234567) == '<input value="1234567">'


# Statuses and bars


def test_a_status_is_an_icon_and_a_word() -> None:
    shown = render("{% status 'late' %}")
    assert "<use " in shown
    assert words(shown) == "Quá hạn"
    assert words(render("{% status 'done' label %}", label="Đã <duyệt>")) == "Đã &lt;duyệt&gt;"


def test_unknown_names_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="urgentest"):
        ui.status("urgentest")
    with pytest.raises(ValueError, match="no-such-icon"):
        ui.icon("no-such-icon")
    with pytest.raises(ValueError, match="recalled"):
        ui.stack({"recalled": 1}, "Kết quả")


def drawn(markup: str | bytes) -> ET.Element:
    return ET.fromstring(markup)  # noqa: S314 - our own drawing


def bar_widths(markup: str) -> tuple[int, list[int]]:
    drawing = drawn(markup)
    return int(drawing.attrib["viewBox"].split()[2]), [int(part.attrib["width"]) for part in drawing.findall("rect")]


@given(st.dictionaries(st.sampled_from(ui.COUNTED), st.integers(0, 10**7)))
def test_the_widths_of_a_bar_fill_it_exactly(counts: dict[str, int]) -> None:
    whole, widths = bar_widths(ui.stack(counts, "Kết quả"))
    assert sum(widths) == (whole if sum(counts.values()) else 0)
    assert sorted(widths) == sorted(count for count in counts.values() if count)


def test_the_parts_of_a_bar_stand_side_by_side_in_one_order() -> None:
    parts = drawn(ui.stack([("late", 3), ("done", 5), ("doing", 2)], "Kết quả")).findall("rect")
    assert [(part.attrib["class"], part.attrib["x"]) for part in parts] == [
        ("cd-fill-done", "0"),
        ("cd-fill-doing", "5"),
        ("cd-fill-late", "7"),
    ]


def test_a_bar_of_nothing_is_drawn_empty_and_says_so() -> None:
    drawing = drawn(ui.stack({}, "Xã Lộc Thọ"))
    assert drawing.attrib["viewBox"] == "0 0 1 1"
    assert drawing.attrib["aria-label"] == "Xã Lộc Thọ: chưa có số liệu"


def test_a_bar_is_said_in_words_and_its_label_is_escaped() -> None:
    markup = ui.stack({"done": 1200, "late": 3}, '"><script>x')
    assert drawn(markup).attrib["aria-label"] == '"><script>x: Hoàn thành 1.200, Quá hạn 3'
    assert "<script>" not in markup


@pytest.mark.parametrize(("value", "width", "said"), [(41, "41", "41%"), (120, "100", "120%"), (-5, "0", "-5%"), (12.5, "12.5", "12,5%")])
def test_a_bar_of_progress_stays_inside_and_tells_the_number(value: float, width: str, said: str) -> None:
    shown = ui.bar(value, "done")
    assert f'width="{width}"' in shown
    assert words(shown) == said


def test_progress_that_is_not_known_is_not_zero() -> None:
    assert words(ui.bar(None)) == "–"


def test_a_legend_names_every_colour_and_counts_when_asked() -> None:
    assert words(ui.legend()) == "Hoàn thành Chờ duyệt Đang thực hiện Trả lại Quá hạn Chưa tiếp nhận"
    assert words(ui.legend({"late": 1021})).endswith("Trả lại 0 Quá hạn 1.021 Chưa tiếp nhận 0")


@pytest.mark.parametrize(("name", "letters"), [("Nguyễn Thị Ánh", "NÁ"), ("đỗ", "Đ"), ("  ", "")])
def test_initials_are_family_and_given_name(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


# Lists


class Work(tables.Table):
    code = tables.Column(verbose_name="Số <ký hiệu>")
    unit = tables.Column(verbose_name="Đơn vị", orderable=False)


def listed(query: str, rows: int, paginator: type[Paginator] = Paginator) -> str:
    request = RequestFactory().get(f"/{query}")
    table = Work([{"code": f"{n:03}/UBND", "unit": "Xã <A>"} for n in range(rows)])
    tables.RequestConfig(request, paginate={"per_page": 25, "paginator_class": paginator}).configure(table)
    return render_to_string("ui/table.html", {"table": table, "request": request})


def test_a_list_says_which_rows_it_shows() -> None:
    assert "26–50 / 1.150" in listed("?page=2", 1150)
    assert "1–3 / 3" in listed("", 3)


def test_a_long_list_that_is_not_counted_still_says_where_one_is() -> None:
    assert '<span class="cd-num">26–50</span>' in listed("?page=2", 1150, LazyPaginator)


def test_an_empty_list_says_that_it_is_empty() -> None:
    shown = listed("", 0)
    assert "Không có mục nào." in shown
    assert "cd-list-foot" not in shown


def test_a_sorted_column_says_so_to_screen_readers_and_keeps_the_filter_in_its_link() -> None:
    shown = listed("?sort=-code&q=thu", 3)
    assert shown.count("aria-sort") == 1
    assert 'aria-sort="descending"' in shown
    assert "q=thu" in re.search(r'<a href="([^"]+)">Số', shown)[1]  # type: ignore[index]


def test_cells_carry_their_head_for_the_phone_and_are_escaped() -> None:
    shown = listed("", 1)
    assert 'data-label="Đơn vị"' in shown
    assert "Xã &lt;A&gt;" in shown
    assert "<ký" not in shown


def test_queues_show_zero_but_not_an_unknown_count() -> None:
    tabs = [
        SimpleNamespace(label="Quá hạn", url="?q=1", active=True, count=0, late=True),
        SimpleNamespace(label="Nhật ký", url="?q=2", active=False, count=None, late=False),
    ]
    shown = render_to_string("ui/_tabs.html", {"tabs": tabs})
    assert words(shown) == "Quá hạn 0 Nhật ký"
    assert shown.count('aria-current="page"') == 1


# Forms


class Reply(forms.Form):
    number = forms.CharField(label="Số, ký hiệu", help_text="Ví dụ 12/BC-UBND")
    decision = forms.ChoiceField(label="Quyết định", choices=[("a", "Duyệt"), ("r", "Trả lại")], widget=forms.RadioSelect)
    final = forms.BooleanField(label="Báo cáo cuối cùng", required=False)


def test_help_and_errors_are_tied_to_their_input() -> None:
    shown = render_to_string("ui/_form.html", {"form": Reply({"number": ""})})
    described = re.search(r'<input type="text"[^>]*aria-describedby="([^"]+)"', shown)
    assert described is not None
    for identifier in described[1].split():
        assert f'id="{identifier}"' in shown
    assert 'aria-invalid="true"' in shown
    assert '<label class="form-label" for="id_number">' in shown


def test_choices_stand_in_a_named_group_and_keep_what_was_chosen() -> None:
    shown = render_to_string("ui/_form.html", {"form": Reply({"number": "1", "decision": "r"})})
    group = re.search(r"<fieldset.*?</fieldset>", shown, re.DOTALL)
    assert group is not None
    assert words(group[0]) == "Quyết định * Duyệt Trả lại"
    assert [tag for tag in re.findall(r"<input[^>]+>", group[0]) if "checked" in tag] == re.findall(r'<input[^>]+value="r"[^>]*>', group[0])


def test_what_was_typed_comes_back_escaped() -> None:
    shown = render_to_string("ui/_form.html", {"form": Reply({"number": '"><b>1'})})
    assert 'value="&quot;&gt;&lt;b&gt;1"' in shown


# Jobs, events, facts


def job(**facts: object) -> SimpleNamespace:
    at_rest = {
        "percent": 100,
        "done": 30,
        "total": 30,
        "message": "",
        "status_label": "Đã xong",
        "is_active": False,
        "result_url": "",
        "error": "",
    }
    return SimpleNamespace(**{**at_rest, **facts})


def test_a_running_job_asks_again_and_a_finished_one_does_not() -> None:
    running = render_to_string("ui/_progress.html", {"job": job(is_active=True, percent=42), "job_url": "/tac-vu/7/"})
    assert 'hx-get="/tac-vu/7/"' in running
    assert 'hx-trigger="every 1s"' in running
    ended = render_to_string("ui/_progress.html", {"job": job(result_url="/tep/1/"), "job_url": "/tac-vu/7/"})
    assert "hx-get" not in ended
    assert 'href="/tep/1/"' in ended


def test_a_failed_job_says_why() -> None:
    failed = render_to_string("ui/_progress.html", {"job": job(percent=10, error="Ổ đĩa <đầy>."), "job_url": "/tac-vu/7/"})
    assert "Ổ đĩa &lt;đầy&gt;." in failed
    assert "hx-get" not in failed


def test_an_event_without_a_moment_or_a_person_leaves_no_trace_of_them() -> None:
    events = [SimpleNamespace(kind="", icon="flag", title="Kết thúc", text="Dự kiến", time=None, by="")]
    shown = render_to_string("ui/_timeline.html", {"events": events})
    assert words(shown) == "Kết thúc Dự kiến"
    assert "<time" not in shown


def test_a_missing_fact_is_a_dash_and_zero_is_zero() -> None:
    shown = render_to_string("ui/_datagrid.html", {"facts": [("Số đến", None), ("Đính kèm", 0)]})
    assert words(shown) == "Số đến – Đính kèm 0"


# Sign-in and error pages


class SignIn(forms.Form):
    """The fields of allauth's form."""

    login = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)
    remember = forms.BooleanField(required=False)


def test_a_failed_sign_in_keeps_the_name_and_never_the_password() -> None:
    form = SignIn({"login": "anh.nt", "password": "mat-khau-bi-mat"})
    form.add_error(None, "Chưa đúng.")
    shown = render_to_string("account/login.html", {"form": form, "csrf_token": "dau-hieu"})
    assert 'value="anh.nt"' in shown
    assert "Chưa đúng." in shown
    assert "mat-khau-bi-mat" not in shown
    assert 'name="csrfmiddlewaretoken" value="dau-hieu"' in shown


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "429", "500"])
def test_an_error_page_needs_nothing_but_static_files(code: str) -> None:
    shown = render_to_string(f"{code}.html")
    assert f"Mã lỗi {code[:3]}" in words(shown)
    assert "Vui lòng" in words(shown) or "vui lòng" in words(shown)


def test_a_refusal_names_its_rule() -> None:
    assert "Chỉ văn thư được đóng số." in render_to_string("403.html", {"reason": "Chỉ văn thư được đóng số."})


# What no page may contain: the pages' policy forbids it, and a page that breaks it breaks silently


def test_there_are_templates_to_look_at() -> None:
    assert len(OUR_TEMPLATES) > 20


@pytest.mark.parametrize("path", OUR_TEMPLATES, ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix())
def test_no_template_holds_inline_style_or_script(path: object) -> None:
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text("utf-8"), flags=re.DOTALL)  # type: ignore[attr-defined]
    assert not re.search(r"""\sstyle\s*=\s*["']""", source), "inline style"
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", source), "inline event handler"
    assert "<style" not in source
    assert "javascript:" not in source
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", source)), "inline script"
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", source), "something from another host"


@pytest.mark.parametrize("path", OUR_TEMPLATES, ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix())
def test_every_icon_named_in_a_template_is_in_the_sprite(path: object) -> None:
    for name in re.findall(r"""\{% icon ["']([^"']+)["'] %\}""", path.read_text("utf-8")):  # type: ignore[attr-defined]
        assert ui.icon(name)


def test_the_stylesheet_fetches_only_what_is_vendored() -> None:
    css = settings.BASE_DIR / "static" / "ui" / "app.css"
    for target in re.findall(r'url\("([^"]+)"\)', css.read_text("utf-8")):
        assert (css.parent / target).is_file()


# Vendored files


def test_vendored_files_are_those_of_the_lock() -> None:
    locked = {file["path"]: file["sha256"] for package in LOCK["package"] for file in package["file"]}
    by_hand = {package["licence_file"] for package in LOCK["package"]} | {"LOCK.toml", "refresh.py"}
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert found == locked.keys() | by_hand
    for path, digest in locked.items():
        assert hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() == digest, path


def test_the_sprite_holds_the_icons_of_the_lock() -> None:
    (names,) = [file["icons"] for package in LOCK["package"] for file in package["file"] if "icons" in file]
    sprite = drawn((VENDOR / "icons.svg").read_bytes())
    assert [symbol.attrib["id"] for symbol in sprite] == sorted(names)
    assert all(len(symbol) for symbol in sprite)
