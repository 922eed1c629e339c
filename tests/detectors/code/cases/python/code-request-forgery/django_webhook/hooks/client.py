import http.client

import urllib3


class Client:
    def __init__(self, base):
        self.base = base
        self.pool = urllib3.PoolManager()

    def ping(self):
        return self.pool.request("GET", self.base + "/ping").status  # expect: code-request-forgery

    def send(self, name):
        connection = http.client.HTTPSConnection("hooks.example.com")  # ok: code-request-forgery
        connection.request("POST", "/hook/" + name)
        return self.pool.request("GET", "https://hooks.example.com/" + name).status  # ok: code-request-forgery
