"""The address comes from the configuration, and only a part of its path from the request."""

import requests
from flask import Flask, current_app, request

app = Flask(__name__)


class Client:
    def __init__(self, base_url):
        self.base_url = base_url

    def item(self, name):
        return requests.get(f"{self.base_url}/items/{name}", timeout=5).json()  # ok: code-request-forgery

    def any(self, path):
        return requests.get(self.base_url + "/" + path, timeout=5).json()  # ok: code-request-forgery


@app.route("/item/<name>")
def item(name):
    client = Client(current_app.config["API_URL"])
    return {"item": client.item(name), "any": client.any(request.args["path"])}


@app.route("/region")
def region():
    base = current_app.config.get("API", "https://api.example.com")
    requests.get(base + "/region/" + request.args["region"], timeout=5)  # ok: code-request-forgery
    requests.get("https://" + request.args["host"] + "/region", timeout=5)  # expect: code-request-forgery
    requests.get("{}/region".format(request.args["host"]), timeout=5)  # expect: code-request-forgery
    return {}
