"""Accounts: made, stopped and opened again by administrators. What a person may do follows from posts, never from the account."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from org_hierarchy.models import Person
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.grants import refresh_people
from org_hierarchy.services.units import CHUNK
from records.events import record, record_many
from records.text import nfc

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for another when read aloud or written down


def one_time_password() -> str:
    """Three groups of four readable characters, 59 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))


@transaction.atomic
def add_person(*, username: str, full_name: str, email: str = "", phone: str = "", by: Person | None, at: datetime) -> tuple[Person, str]:
    """Make an account; returns it with its one-time password, which is kept nowhere and must be changed at the first sign-in.

    The username is kept in lower case. Raises OrgError: `bad_value`, `username_taken` (whatever the case).
    """
    username = clean_username(username)
    values = clean_contact(full_name, email, phone)
    if Person.objects.filter(username__iexact=username).exists():
        raise _taken(username)
    password = one_time_password()
    person = Person(username=username, must_change_password=True, date_joined=at, **values)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # somebody took it this moment
        raise _taken(username) from error
    record("org_hierarchy.person_added", person, by=by, at=at, after={"username": username, "full_name": person.full_name})
    return person, password


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One account to make, as `add_person` takes it."""

    username: str
    full_name: str
    email: str = ""
    phone: str = ""


@transaction.atomic
def add_people(rows: Sequence[PersonRow], *, by: Person | None, at: datetime) -> list[Person]:
    """Make many accounts at once, in the order of the rows; nobody can sign in with one until `reset_password` has given it a password.

    Raises OrgError as `add_person` does, `username_taken` also for a name that two rows have.
    """
    made: list[Person] = []
    names: set[str] = set()
    for row in rows:
        username = clean_username(row.username)
        if username in names:
            raise _taken(username)
        names.add(username)
        person = Person(username=username, date_joined=at, **clean_contact(row.full_name, row.email, row.phone))
        person.set_unusable_password()
        made.append(person)
    try:
        with transaction.atomic():
            Person.objects.bulk_create(made, batch_size=CHUNK)
    except IntegrityError as error:
        taken = Person.objects.filter(username__in=sorted(names)[:CHUNK]).values_list("username", flat=True).first()
        raise _taken(taken or "trong danh sách") from error
    record_many("org_hierarchy.person_added", made, by=by, at=at)
    return made


@transaction.atomic
def edit_person(person: Person, *, full_name: str, email: str, phone: str, by: Person | None, at: datetime) -> Person:
    """Correct a person's name and how to reach them. Raises OrgError `bad_value`."""
    values = clean_contact(full_name, email, phone)
    before = {name: getattr(person, name) for name in values}
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=[*values, "folded_name", "sort_name"])
    record("org_hierarchy.person_edited", person, by=by, at=at, before=before, after=dict(values))
    return person


@transaction.atomic
def reset_password(person: Person, *, by: Person | None, at: datetime) -> str:
    """Give the person another one-time password, which is returned and kept nowhere; every session of the old one ends.

    Raises OrgError `inactive` for a deactivated account, which `reactivate` opens.
    """
    password = one_time_password()
    person.set_password(password)
    values = {"password": person.password, "must_change_password": True}
    if not Person.objects.filter(pk=person.pk, is_active=True).update(**values):
        raise OrgError("inactive", f"Tài khoản của {person} đã ngừng hoạt động; hãy mở lại tài khoản.")
    person.must_change_password = True
    record("org_hierarchy.password_reset", person, by=by, at=at)
    return password


@transaction.atomic
def set_own_password(person: Person, *, password: str, at: datetime) -> Person:
    """Keep the password that the person chose, already checked; sessions on other machines end."""
    person.set_password(password)
    person.must_change_password = False
    Person.objects.filter(pk=person.pk).update(password=person.password, must_change_password=False)
    record("org_hierarchy.password_changed", person, by=person, at=at)
    return person


@transaction.atomic
def deactivate(person: Person, *, reason: str, by: Person | None, at: datetime) -> Person:
    """Stop an account: its rights and sessions end at once; appointments stay as they are. The password is forgotten with it.

    Raises OrgError: `bad_value` (no reason, or too long), `oneself`, `stale` (stopped already).
    """
    reason = nfc(reason)
    if not 0 < len(reason) <= 200:
        raise OrgError("bad_value", "Hãy ghi lý do ngừng tài khoản, tối đa 200 ký tự.")
    if by is not None and by.pk == person.pk:
        raise OrgError("oneself", "Không tự ngừng tài khoản của mình được; hãy nhờ quản trị khác.")
    person.set_unusable_password()
    if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False, password=person.password):
        raise OrgError("stale", f"Tài khoản của {person} đã ngừng hoạt động trước đó. Hãy tải lại trang.")
    person.is_active = False
    record("org_hierarchy.person_deactivated", person, by=by, at=at, after={"reason": reason})
    refresh_people([person.pk], today=timezone.localdate(at))
    return person


@transaction.atomic
def reactivate(person: Person, *, by: Person | None, at: datetime) -> str:
    """Open an account again with a one-time password, which is returned; the rights of its posts of the day come back at once.

    Raises OrgError `stale` when it is open.
    """
    password = one_time_password()
    person.set_password(password)
    values = {"is_active": True, "password": person.password, "must_change_password": True}
    if not Person.objects.filter(pk=person.pk, is_active=False).update(**values):
        raise OrgError("stale", f"Tài khoản của {person} đang hoạt động. Hãy tải lại trang.")
    person.is_active, person.must_change_password = True, True
    record("org_hierarchy.person_reactivated", person, by=by, at=at)
    refresh_people([person.pk], today=timezone.localdate(at))
    return password


def clean_username(username: str) -> str:
    """The name as it is kept, in lower case. Raises OrgError `bad_value`."""
    username = username.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{2,79}", username):
        raise OrgError("bad_value", "Tên đăng nhập dài 3 đến 80 ký tự: chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới hoặc @.")
    return username


def clean_contact(full_name: str, email: str, phone: str) -> dict[str, str]:
    """A person's name and how to reach them, as they are kept. Raises OrgError `bad_value`."""
    full_name, email, phone = nfc(full_name), email.strip(), nfc(phone)
    if not 0 < len(full_name) <= 120:
        raise OrgError("bad_value", "Hãy ghi họ và tên, tối đa 120 ký tự.")
    if phone and not re.fullmatch(r"(?=.{7,30}$)\+?[0-9][0-9 .-]+", phone):
        raise OrgError("bad_value", "Số điện thoại dài 7 đến 30 ký tự: chữ số, dấu cách, dấu chấm hoặc gạch nối; có thể mở đầu bằng dấu +.")
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise OrgError("bad_value", f"Địa chỉ thư điện tử “{email[:80]}” không hợp lệ; hãy sửa lại.") from error
    if len(email) > 254:
        raise OrgError("bad_value", "Địa chỉ thư điện tử quá dài.")
    return {"full_name": full_name, "email": email, "phone": phone}


def _taken(username: str) -> OrgError:
    return OrgError("username_taken", f"Tên đăng nhập “{username}” đã có người dùng; hãy chọn tên khác.")
