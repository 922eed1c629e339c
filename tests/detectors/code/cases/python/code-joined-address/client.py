from urllib.parse import quote, urljoin

import requests

BASE = "https://api.example.com/v2/"


class Client:
    member = "accounts/%s"

    def get(self, code):
        return requests.get(urljoin(BASE, self.member % code), timeout=10)  # expect: code-joined-address

    def get_well(self, code):
        return requests.get(urljoin(BASE, "accounts/" + quote(code, safe="")), timeout=10)  # ok: code-joined-address

    def status(self):
        return requests.get(urljoin(BASE, "status"), timeout=10)  # ok: code-joined-address


def absolute(page, address):
    return urljoin(page, address)  # ok: code-joined-address
