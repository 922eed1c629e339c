import hashlib
import hmac
import os

from flask import Flask, abort, request

app = Flask(__name__)
SECRET = os.environ["HOOK_SECRET"].encode()


def signature(body):
    return "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()


@app.post("/hook")
def hook():
    if request.headers["X-Hub-Signature-256"] != signature(request.get_data()):  # expect: code-timing-comparison
        abort(403)
    return ""


@app.post("/hook2")
def hook2():
    if not hmac.compare_digest(request.headers["X-Hub-Signature-256"], signature(request.get_data())):  # ok: code-timing-comparison
        abort(403)
    return ""


@app.post("/api")
def api():
    if request.headers.get("X-API-Key") == os.environ["API_KEY"]:  # expect: code-timing-comparison
        return "yes"
    abort(403)
