import ipaddress
import socket
from urllib.parse import urlparse

import requests
from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/asked")
def asked():
    url = request.args["url"]
    address = ipaddress.ip_address(socket.gethostbyname(urlparse(url).hostname))
    if address.is_private or address.is_loopback:
        abort(400)
    return requests.get(url, timeout=5).text  # ok: code-request-forgery


def is_inside(url):
    for info in socket.getaddrinfo(urlparse(url).hostname, None):
        if ipaddress.ip_address(info[4][0]).is_private:
            return True
    return False


@app.route("/helped")
def helped():
    url = request.args["url"]
    if is_inside(url):
        return requests.get(url, timeout=5).text  # expect: code-request-forgery
    return requests.get(url, timeout=5).text  # ok: code-request-forgery


@app.route("/looked")
def looked():
    url = request.args["url"]
    print(ipaddress.ip_address(socket.gethostbyname(urlparse(url).hostname)).is_private)
    return requests.get(url, timeout=5).text  # expect: code-request-forgery
