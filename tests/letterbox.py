"""What the tests of letters share: a mail server of the test's own, the settings that lead there, and what it got."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from django.test import override_settings

from .commands import free_port

SMTP = "django.core.mail.backends.smtp.EmailBackend"
Box = TypeVar("Box", bound="Letterbox")


class Letterbox:
    """What a mail server got; it refuses whoever is called "nobody" for good, and all who are called "later" for now."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("later@"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def texts(self) -> list[str]:
        return ["\n".join(str(letter.get_body().get_content()).splitlines()) for letter in self.letters]  # type: ignore[union-attr]

    def subjects(self) -> list[str]:
        return [letter["Subject"].strip() for letter in self.letters]


@contextmanager
def serving(box: Box) -> Iterator[Box]:
    """Every letter that is sent meanwhile comes into this box."""
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        with override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port):
            yield box
    finally:
        server.stop()


def a_letterbox() -> Iterator[Letterbox]:
    with serving(Letterbox()) as box:
        yield box
