"""What was signed with a key of one's own is loaded, and what only stands beside it."""

import base64
import hmac
import os
import pickle

from flask import Flask, abort, request

app = Flask(__name__)
KEY = os.environ["STATE_KEY"].encode()


def seal(blob):
    return hmac.new(KEY, blob, "sha256").digest()


def is_ours(mark, blob):
    return hmac.compare_digest(mark, seal(blob))


def opened(packed):
    mark, blob = packed[:32], packed[32:]
    if not is_ours(mark, blob):
        raise ValueError(len(packed))
    return blob


@app.get("/cut")
def cut():
    packed = base64.urlsafe_b64decode(request.cookies["state"])
    mark, blob = packed[:32], packed[32:]
    if not hmac.compare_digest(mark, seal(blob)):
        abort(400)
    return str(pickle.loads(blob))  # ok: code-unsafe-deserialization


@app.get("/elsewhere")
def elsewhere():
    return str(pickle.loads(opened(request.get_data())))  # ok: code-unsafe-deserialization


@app.get("/beside")
def beside():
    blob, mark = request.form["state"].encode(), request.form["mark"]
    wanted = hmac.new(KEY, request.form["name"].encode(), "sha256").hexdigest()
    if hmac.compare_digest(wanted, mark):
        return str(pickle.loads(blob))  # expect: code-unsafe-deserialization
    return ""


@app.get("/forgotten")
def forgotten():
    raw, _, mark = request.cookies["state"].rpartition(".")
    hmac.compare_digest(mark, hmac.new(KEY, raw.encode(), "sha256").hexdigest())
    return str(pickle.loads(base64.b64decode(raw)))  # expect: code-unsafe-deserialization
