"""Mail handed over to the user's own server, encrypted unless that is this machine."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import urlsplit

from msgspec import Struct

from vedette.model.errors import UsageError
from vedette.network.interface import NetworkError

_SECONDS = 20.0
_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class MailServer(Struct, frozen=True):
    """Where mail is handed over: host, port, and whether the connection begins encrypted."""

    host: str
    port: int
    encrypted: bool


def mail_server(text: str, what: str) -> MailServer:
    """Read the address of a mail server that the user gave.

    Args:
        text: such as `smtps://HOST` or `smtp://HOST:587`.
        what: it is, for messages.

    Raises:
        UsageError: it is none, or holds credentials.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname or parts.username or parts.password or parts.path.strip("/"):
        raise UsageError(f"{what} names no mail server", help="it looks like smtps://HOST or smtp://HOST:587")
    return MailServer(parts.hostname, port, parts.scheme == "smtps")


def deliver(server: MailServer, message: EmailMessage, user: str, password: str) -> None:
    """Hand a message over, on a connection of its own.

    Args:
        server: takes it.
        message: whole, with its addresses.
        user: who logs in; "" for nobody.
        password: of that user.

    Raises:
        NetworkError: the server is not reached, or does not take it (`status` is then what SMTP says).
    """
    try:
        with _connected(server) as line:
            if user:
                line.login(user, password)
            line.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(server, max(code for code, _ in error.recipients.values())) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(server, error.smtp_code) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NetworkError(
            f"{server.host} is not reached ({type(error).__name__})",
            help="look at the address, the port and the network",
            unsure=True,
        ) from None


def _refused(server: MailServer, code: int) -> NetworkError:
    return NetworkError(
        f"{server.host} refuses the message ({code})",
        help="look at the addresses, the user and the password",
        status=code,
    )


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.encrypted:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    line = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        line.ehlo()
        # Without encryption the words stay on this machine.
        if line.has_extn("starttls") or server.host not in _LOOPBACK:
            line.starttls(context=context)
    except BaseException:
        line.close()
        raise
    return line
