import base64
import os
import pickle
import zlib

from flask import Flask, request

from .sealing import Sealing

app = Flask(__name__)
sealing = Sealing(os.environb[b"SEAL"])


@app.get("/sealed")
def sealed():
    given = base64.b64decode(request.cookies["cart"])
    pickle.loads(zlib.decompress(sealing.opened(given)))  # ok: code-unsafe-deserialization
    data = sealing.opened_or_none(given)
    if data:
        pickle.loads(data)  # ok: code-unsafe-deserialization
    return ""


@app.get("/open")
def left_open():
    given = base64.b64decode(request.cookies["cart"])
    pickle.loads(sealing.told(given))  # expect: code-unsafe-deserialization
    pickle.loads(zlib.decompress(sealing.hashed(given)))  # expect: code-unsafe-deserialization
    pickle.loads(sealing.rest(given))  # expect: code-unsafe-deserialization
    return ""
