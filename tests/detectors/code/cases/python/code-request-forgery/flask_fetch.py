from urllib.parse import quote, urlparse
from urllib.request import Request, urlopen

import requests
from flask import Flask, abort, request

app = Flask(__name__)
API = "https://api.example.com"
ALLOWED = {"api.example.com", "cdn.example.com"}
SOURCES = {"news": "https://news.example.com/feed", "blog": "https://blog.example.com/feed"}


@app.route("/fetch")
def fetch():
    url = request.args["url"]
    body = requests.get(url, timeout=5).text  # expect: code-request-forgery
    body += requests.get(API + "/items/" + request.args["id"], timeout=5).text  # ok: code-request-forgery
    body += requests.get(f"https://{request.args['region']}.example.com/", timeout=5).text  # expect: code-request-forgery
    body += requests.post("https://api.example.com/check", data={"url": url}, timeout=5).text  # ok: code-request-forgery
    body += requests.get(SOURCES[request.args["source"]], timeout=5).text  # ok: code-request-forgery
    body += urlopen(Request(url)).read().decode()  # expect: code-request-forgery
    body += urlopen("https://api.example.com/?q=" + quote(url)).read().decode()  # ok: code-request-forgery
    return {"size": len(body)}


@app.route("/checked")
def checked():
    url = request.args["url"]
    if urlparse(url).hostname not in ALLOWED:
        abort(400)
    return {"size": len(requests.get(url, timeout=5).content)}  # ok: code-request-forgery


@app.route("/session", methods=["POST"])
def session():
    with requests.Session() as client:
        client.headers["X-Id"] = request.form["id"]
        client.request("GET", request.form["hook"])  # expect: code-request-forgery
        client.request("GET", "https://hooks.example.com/" + request.form["hook"])  # ok: code-request-forgery
    return {}
