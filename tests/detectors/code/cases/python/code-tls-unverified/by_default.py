import smtplib
import ssl

import requests


class Client:
    def __init__(self, url, verify_ssl=False):  # expect: code-tls-unverified
        self.url = url
        self.verify_ssl = verify_ssl

    def get(self, path, verify=True):  # ok: code-tls-unverified
        return requests.get(self.url + path, verify=verify)


def checked(text, verify=False):  # ok: code-tls-unverified
    return text.strip() if verify else text


def send(host, message):
    with smtplib.SMTP(host) as server:
        server.starttls()  # expect: code-tls-unverified
        server.send_message(message)


def send_well(host, message):
    with smtplib.SMTP(host) as server:
        server.starttls(context=ssl.create_default_context())  # ok: code-tls-unverified
        server.send_message(message)
