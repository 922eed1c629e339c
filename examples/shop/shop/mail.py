"""E-mail: written to the outbox within the request, sent by the background job."""

import smtplib
import ssl
from email.message import EmailMessage

from flask import current_app, render_template

from shop import db

_TRIES = 5


def queue(recipient, subject, template, **values):
    """Put a message into the outbox; call it inside a transaction."""
    body = render_template(f"mail/{template}.txt", **values)
    db.write("INSERT INTO outbox (recipient, subject, body) VALUES (?, ?, ?)", recipient, subject, body)


def send_queued(deliver=None):
    """Send what waits; a failure leaves the message for the next turn, five times at most.

    Args:
        deliver: takes a list of messages and sends them; SMTP if not given.

    Returns:
        How many were sent.
    """
    waiting = db.rows("SELECT * FROM outbox WHERE sent IS NULL AND tries < ? ORDER BY id LIMIT 50", _TRIES)
    sent = 0
    for item in waiting:
        with db.transaction():
            db.write("UPDATE outbox SET tries = tries + 1 WHERE id = ?", item["id"])
        try:
            (deliver or _by_smtp)(_message(item))
        except (OSError, smtplib.SMTPException) as error:
            current_app.logger.warning("mail %s not sent: %s", item["id"], type(error).__name__)
            continue
        with db.transaction():
            db.write("UPDATE outbox SET sent = datetime('now') WHERE id = ?", item["id"])
        sent += 1
    return sent


def _message(item):
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = item["recipient"]
    message["Subject"] = item["subject"]
    message.set_content(item["body"])
    return message


def _by_smtp(message):
    config = current_app.config
    with smtplib.SMTP(config["SMTP_HOST"], config["SMTP_PORT"], timeout=10) as server:
        if config["SMTP_STARTTLS"]:
            server.starttls(context=ssl.create_default_context())
        if config["SMTP_USER"]:
            server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
        server.send_message(message)
