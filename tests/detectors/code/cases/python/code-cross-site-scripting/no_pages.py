"""Answers whose type is said in another place than where they are written."""

import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlparse

from django.http import HttpResponse
from flask import Flask, make_response, request

app = Flask(__name__)


class Data(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(parse_qs(urlparse(self.path).query)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)  # ok: code-cross-site-scripting


class Either(BaseHTTPRequestHandler):
    def do_GET(self):
        name = parse_qs(urlparse(self.path).query)["name"][0]
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if name else "text/plain")
        self.end_headers()
        self.wfile.write(name.encode())  # expect: code-cross-site-scripting


class Silent(BaseHTTPRequestHandler):
    def do_GET(self):
        name = parse_qs(urlparse(self.path).query)["name"][0]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(name.encode())  # expect: code-cross-site-scripting


@app.get("/text")
def text():
    answer = make_response(request.args["text"])  # ok: code-cross-site-scripting
    answer.mimetype = "text/plain"
    return answer


@app.get("/table")
def table():
    return request.args["text"], 200, {"Content-Type": "text/csv"}  # ok: code-cross-site-scripting


@app.get("/page")
def page():
    return "<p>" + request.args["text"], {"X-Other": "text/plain"}  # expect: code-cross-site-scripting


def listing(request):
    answer = HttpResponse(request.GET["text"])  # ok: code-cross-site-scripting
    answer["Content-Type"] = "text/plain"
    return answer
