import base64
import hmac
import json
import pickle

import yaml
from flask import Flask, abort, request

app = Flask(__name__)


@app.post("/state")
def state():
    raw = base64.b64decode(request.cookies["state"])
    value = pickle.loads(raw)  # expect: code-unsafe-deserialization
    value = json.loads(raw)  # ok: code-unsafe-deserialization
    value = yaml.load(request.data, Loader=yaml.Loader)  # expect: code-unsafe-deserialization
    value = yaml.load(request.data, Loader=yaml.SafeLoader)  # ok: code-unsafe-deserialization
    value = yaml.load(request.data, yaml.CSafeLoader)  # ok: code-unsafe-deserialization
    value = yaml.safe_load(request.data)  # ok: code-unsafe-deserialization
    value = yaml.unsafe_load(request.files["file"])  # expect: code-unsafe-deserialization
    return {"value": str(value)}


@app.post("/signed")
def signed():
    data = request.data
    if not hmac.compare_digest(data, request.headers["X-Known"].encode()):
        abort(403)
    return {"value": str(pickle.loads(data))}  # ok: code-unsafe-deserialization


@app.route("/local")
def local():
    with open("/srv/cache.bin", "rb") as file:
        cached = file.read()
    return {"size": len(cached)}
