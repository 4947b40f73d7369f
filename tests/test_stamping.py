"""The same paper for many units: each with its own words and its own code, quick to write, sent while it is written."""

import io
import zipfile
from pathlib import Path

import pytest
import zxingcpp
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from campaigns import documents
from directives.writing.codes import qr_png
from directives.writing.zipped import Part, zipped
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import UnitRow
from records.archives import streamed_zip

from .city import FIRST_DAY, City, duty, grouped, launched, signed_in
from .test_campaigns_services import install

SITE = "https://chidao.example.vn"
names = st.text("abcđê/._-", min_size=1, max_size=12)


def read_code(png: bytes) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    return found.text


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_a_phone_reads_the_code_as_the_address_that_it_was_made_of(text: str) -> None:
    assert read_code(qr_png(text)) == text


@given(st.dictionaries(names, st.tuples(st.binary(max_size=300), st.booleans(), st.booleans()), max_size=6))
def test_a_zip_of_ours_opens_with_what_was_put_in_and_has_the_same_bytes_again(files: dict[str, tuple[bytes, bool, bool]]) -> None:
    parts = [Part(name, content, is_shared=shared and not packed, is_packed=packed) for name, (content, shared, packed) in files.items()]
    made = zipped(parts)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {name: content for name, (content, *_) in files.items()}
    assert zipped(parts) == made


@given(st.dictionaries(names, st.binary(max_size=2000), max_size=8))
def test_a_zip_that_is_sent_while_it_is_made_is_whole(files: dict[str, bytes]) -> None:
    made = b"".join(streamed_zip(files.items()))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_a_zip_begins_before_its_last_file_is_there() -> None:
    written = []

    def files() -> object:
        for name in "abc":
            written.append(name)
            yield name, b"x" * 100

    pieces = streamed_zip(files())  # type: ignore[arg-type]  # a generator of pairs
    assert next(pieces)
    assert written == ["a"]


@pytest.mark.django_db
def test_every_unit_has_a_slip_of_its_own_that_leads_to_its_task(city: City, tmp_path: Path) -> None:
    campaign = launched(city, install(city), duty("Việc hai.", grouped(city.group())))
    response = signed_in(city["city_officer"]).get(reverse("campaigns:slips", args=[campaign.pk]))
    assert isinstance(response, StreamingHttpResponse)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))  # type: ignore[arg-type]  # not an async one
    units = OrgUnit.objects.filter(assignments__campaign=campaign).distinct().order_by("path")
    assert len(archive.namelist()) == units.count()
    for unit, name in zip(units, archive.namelist(), strict=True):
        document = Document(io.BytesIO(archive.read(name)))
        assert any(unit.name in paragraph.text for paragraph in document.paragraphs)
        first = campaign.assignments.filter(unit=unit).order_by("task__position").first()
        assert first is not None
        (part,) = [part for part in document.part.package.iter_parts() if part.partname.endswith(".png")]
        assert read_code(part.blob) == f"http://testserver/viec/{first.pk}/"


@pytest.mark.django_db
def test_slips_cost_the_same_queries_for_few_and_for_many_units(city: City) -> None:
    city.add(
        UnitRow(
            f"q{n}",
            f"Ủy ban nhân dân quận {n}",
            OrgUnit.Kind.COMMITTEE,
            OrgUnit.Line.COMMITTEE,
            OrgUnit.Level.DISTRICT,
            FIRST_DAY,
            parent="HN",
        )
        for n in range(30)
    )
    costs = []
    for codes in (("BD",), tuple(f"q{n}" for n in range(30))):
        campaign = launched(city, duty("Việc.", grouped(city.group(*codes))), number=100 + len(codes))
        with CaptureQueriesContext(connection) as queries:
            made = list(documents.slips(campaign, site=SITE))
        assert len(made) == len(codes)
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.django_db
def test_slips_are_for_whom_the_campaign_is_and_one_for_its_unit(city: City) -> None:
    campaign = launched(city, install(city))
    assignment = city.assignment(campaign, "BD")
    one = reverse("campaigns:slip", args=[assignment.pk])
    assert signed_in(city["officer"]).get(one).status_code == 200
    assert signed_in(city["stranger"]).get(one).status_code == 403
    assert signed_in(city["officer"]).get(reverse("campaigns:slips", args=[campaign.pk])).status_code == 403
