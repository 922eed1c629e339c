"""E-mail through the user's own server."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

from vedette.feedback.alert_text import lines, subject
from vedette.feedback.channels.interface import Told, secret
from vedette.model.channel import Channel as Setting
from vedette.model.errors import UsageError
from vedette.network.mail import MailServer, deliver, mail_server


class Email:
    """Sends to the addresses of one setting.

    Args:
        setting: of the channel; its addresses were looked at.
        server: takes the mail.
        password: for `setting.user`; "" for none.
    """

    def __init__(self, setting: Setting, server: MailServer, password: str) -> None:
        self._setting = setting
        self._server = server
        self._password = password

    def send(self, told: Told) -> None:
        """Hands a message over to the server.

        Raises:
            NetworkError: it is not reached, or does not take the message.
        """
        deliver(self._server, self._message(told), self._setting.user, self._password)

    def _message(self, told: Told) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["Subject"] = subject(told.alert)
        message["From"] = self._setting.sender
        message["To"] = ", ".join(self._setting.to)
        # The same message sent twice is one to a reader that knows it by its name.
        message["Message-ID"] = f"<{told.delivery}@vedette.invalid>"
        message["X-Vedette-Event"] = f"alert.{told.what}"
        message.set_content("\n".join(lines(told.alert)) + "\n")
        return message


def connect(setting: Setting, environment: Mapping[str, str]) -> Email:
    """A channel that sends e-mail as a setting says.

    Raises:
        UsageError: the setting is not whole, or the password is missing.
    """
    server = mail_server(setting.url, f"channel {setting.name}: url")
    addresses = (*setting.to, setting.sender)
    if not setting.to or any("@" not in item or not item.isprintable() or "," in item for item in addresses):
        raise UsageError(
            f"channel {setting.name}: `to` and `sender` are needed", help='such as to = ["team@example.org"]'
        )
    return Email(setting, server, secret(setting.name, setting.secret_env, environment))
