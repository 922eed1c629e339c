from urllib.parse import urlparse

import requests
import validators
from flask import Flask, abort, g, request

app = Flask(__name__)


class Client:
    def __init__(self, agent):
        self.agent = agent

    def fetch(self, address):
        return requests.get(address, headers={"User-Agent": self.agent})  # expect: code-request-forgery

    def fetch_known(self, address):
        return requests.get(address, headers={"User-Agent": self.agent})  # ok: code-request-forgery


@app.before_request
def prepare():
    g.client = Client("shop")


@app.route("/page")
def page():
    return g.client.fetch(request.args["address"]).content


@app.route("/known")
def known():
    address = request.args["address"]
    host = urlparse(address).netloc
    if not validators.domain(host):
        abort(400)
    return g.client.fetch_known(address).content
