"""A mark of state secrecy is refused wherever in a draft it would be printed on a line of its own; a mere mention is not."""

from typing import Any

import pytest

from directives import services
from directives.drafting import ProvisionDraft, RecipientDraft

from .city import City, draft, drafted, later, refused

pytestmark = pytest.mark.django_db

MARKED: list[dict[str, Any]] = [
    {"subject": "TỐI MẬT"},
    {"addressees": ("Sở Y tế", "MẬT")},
    {"recipients": (RecipientDraft("Như trên"), RecipientDraft("TUYỆT MẬT"))},
    {"recipients": (RecipientDraft("Như trên"), RecipientDraft("Sở Y tế", "MẬT"))},
    {"archive": "MẬT"},
    {"provisions": (ProvisionDraft("Yêu cầu các đơn vị thực hiện."), ProvisionDraft("[ TỐI MẬT ]"))},
    {"provisions": (ProvisionDraft("", label="TỐI MẬT"), ProvisionDraft("Yêu cầu các đơn vị thực hiện."))},
    {"provisions": (ProvisionDraft("Yêu cầu các đơn vị.\nM Ậ T\nThực hiện ngay."),)},
]


@pytest.mark.parametrize("changes", MARKED, ids=lambda changes: next(iter(changes)))
def test_a_mark_is_refused_at_the_first_saving_and_at_any_later(city: City, changes: dict[str, Any]) -> None:
    refused("secret", lambda: drafted(city, draft(city, **changes)))
    directive = drafted(city)
    refused(
        "secret", lambda: services.redraft_directive(directive, content=draft(city, **changes), by=city["drafter"], at=later(minutes=1))
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "bảo vệ bí mật nhà nước, tài liệu tối mật"},
        {"recipients": (RecipientDraft("Ban Cơ yếu, bộ phận tài liệu mật"),)},
        {"provisions": (ProvisionDraft("Không gửi văn bản MẬT qua hệ thống này.", "clause", "1."),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_mention_is_kept(city: City, changes: dict[str, Any]) -> None:
    assert drafted(city, draft(city, **changes)).drafted_by == city["drafter"]
