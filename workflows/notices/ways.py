"""The ways out: a mail server, the Telegram Bot API, a Zalo Official Account. Each takes one short text for one address."""

import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from directives.services.rows import one_line
from workflows.models import Delivery

TIMEOUT = 20
"""Seconds; a server that says nothing for longer is asked again later."""
LONGEST_ANSWER = 65_536


class SendError(Exception):
    """Why one message did not go. `for_good`: to try again is of no use; `wait`: the server asks for so many seconds of patience."""

    def __init__(self, reason: str, *, for_good: bool = False, wait: int = 0) -> None:
        super().__init__(one_line(reason)[:300])
        self.for_good = for_good
        self.wait = wait


class DownError(SendError):
    """The server cannot be reached, or takes nothing from us: whoever else is to be told by it waits too."""


class Way(Protocol):
    """One channel, open for a batch."""

    def send(self, address: str, *, subject: str, text: str, name: str) -> None:
        """Send one text; the same `name` is the same message. Raises SendError or DownError."""

    def close(self) -> None:
        """End the conversation with the server."""


class Email:
    """One conversation with the mail server for a whole batch."""

    def __init__(self) -> None:
        self.connection = get_connection()
        try:
            self.connection.open()
        except (smtplib.SMTPException, OSError) as error:
            raise DownError(f"Máy chủ thư không nhận: {error}") from error

    def send(self, address: str, *, subject: str, text: str, name: str) -> None:
        """One letter; its Message-ID is its name, so that a mailbox knows one that comes twice."""
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
        letter = EmailMessage(subject, text, to=[address], headers={"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"})
        try:
            self.connection.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise SendError(f"Máy chủ thư không nhận địa chỉ: {error}", for_good=all(code >= 500 for code in codes)) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise SendError(f"Địa chỉ thư không dùng được: {error}", for_good=True) from error
        except smtplib.SMTPResponseException as error:
            raise SendError(f"Máy chủ thư không nhận: {error}", for_good=error.smtp_code >= 500) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DownError(f"Máy chủ thư ngừng trả lời: {error}") from error

    def close(self) -> None:
        """Say goodbye; a server that has hung up before is no matter."""
        with suppress(smtplib.SMTPException, OSError):
            self.connection.close()


class Telegram:
    """The Bot API, sendMessage."""

    def send(self, address: str, *, subject: str, text: str, name: str) -> None:  # noqa: ARG002 - Telegram knows neither
        """One message to a chat."""
        url = f"{settings.NOTICES_TELEGRAM_URL}/bot{settings.NOTICES_TELEGRAM_TOKEN}/sendMessage"
        status, answer = _post(url, {"chat_id": address, "text": text, "disable_web_page_preview": True}, {})
        if status == 200 and answer.get("ok"):
            return
        reason = f"Telegram không nhận: {answer.get('description') or status}"
        if status == 429:
            wait = answer.get("parameters", {}).get("retry_after", 0)
            raise DownError(reason, wait=wait if isinstance(wait, int) else 0)
        if status in (401, 404) or status >= 500:  # our token, or their trouble
            raise DownError(reason)
        raise SendError(reason, for_good=True)

    def close(self) -> None:
        """Nothing is kept open."""


class Zalo:
    """The Official Account API, a text message to a follower."""

    TROUBLE = {-216, -220, -124, -32, -200}
    """Answers that speak of our token or of too many messages, not of the person."""

    def send(self, address: str, *, subject: str, text: str, name: str) -> None:  # noqa: ARG002 - Zalo knows neither
        """One message to a follower."""
        body = {"recipient": {"user_id": address}, "message": {"text": text}}
        url = f"{settings.NOTICES_ZALO_URL}/v3.0/oa/message/cs"
        status, answer = _post(url, body, {"access_token": settings.NOTICES_ZALO_TOKEN})
        code = answer.get("error")
        if status == 200 and code == 0:
            return
        reason = f"Zalo không nhận: {answer.get('message') or status}"
        if status != 200 or code is None or code in self.TROUBLE:
            raise DownError(reason)
        raise SendError(reason, for_good=True)

    def close(self) -> None:
        """Nothing is kept open."""


WAYS: Mapping[str, type[Email] | type[Telegram] | type[Zalo]] = {
    Delivery.Channel.EMAIL: Email,
    Delivery.Channel.TELEGRAM: Telegram,
    Delivery.Channel.ZALO: Zalo,
}


def _post(url: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Send JSON and read JSON back. Raises DownError when nobody answers; its words never hold the address, which holds the token."""
    data = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} | headers)  # noqa: S310 - `env.web` lets http(s) through alone
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as response:
            status, content = response.status, response.read(LONGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            status, content = error.code, error.read(LONGEST_ANSWER)
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise DownError(f"Không kết nối được máy chủ: {reason}") from error
    try:
        answer = json.loads(content)
    except ValueError:
        answer = {}
    return status, answer if isinstance(answer, dict) else {}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token is for the server that was named, for no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - urllib's shape
        """None: the answer is an error."""
        return


_OPENER = urllib.request.build_opener(_NoRedirects)
