"""Mails last week's turnover and posts it to the chat; cron runs it every Monday."""

import json
import smtplib
import sqlite3
import ssl
import urllib.request
from email.message import EmailMessage

import settings


def turnover():
    """Orders and cents of the last seven days."""
    db = sqlite3.connect(settings.SHOP_DATABASE)
    try:
        return db.execute(
            "SELECT count(*), coalesce(sum(total), 0) FROM orders"
            " WHERE status IN ('paid', 'sent') AND placed > datetime('now', '-7 days')"
        ).fetchone()
    finally:
        db.close()


def main():
    """Tell everybody."""
    count, cents = turnover()
    text = f"{count} orders, {cents / 100:.2f} euros last week"
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.SMTP_USER, settings.REPORT_TO, "Last week"
    message.set_content(text)
    with smtplib.SMTP(settings.SMTP_HOST, 587, timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
        server.send_message(message)
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(settings.SLACK_WEBHOOK, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


if __name__ == "__main__":
    main()
