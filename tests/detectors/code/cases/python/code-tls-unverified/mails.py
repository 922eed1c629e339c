import imaplib
import smtplib
import ssl


def send(host, text):
    server = smtplib.SMTP(host)
    server.starttls()  # expect: code-tls-unverified
    server.sendmail("a@example.org", "b@example.org", text)


def send_at_once(host):
    return smtplib.SMTP_SSL(host, 465)  # expect: code-tls-unverified


def send_well(host, text):
    server = smtplib.SMTP(host)
    server.starttls(context=ssl.create_default_context())  # ok: code-tls-unverified
    server.sendmail("a@example.org", "b@example.org", text)


def fetch(host):
    return imaplib.IMAP4_SSL(host)  # expect: code-tls-unverified


def fetch_well(host):
    return imaplib.IMAP4_SSL(host, ssl_context=ssl.create_default_context())  # ok: code-tls-unverified
