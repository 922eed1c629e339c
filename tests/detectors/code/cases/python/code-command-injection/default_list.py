"""What comes from outside, or a list of one's own where nothing came."""

import os

from flask import Flask, request

app = Flask(__name__)


@app.post("/each")
def each():
    for name in request.get_json().get("names", []):
        os.system("show " + name)  # expect: code-command-injection
    for name in {}.get("names", ["first"]):
        os.system("show " + name)  # ok: code-command-injection
    return ""


@app.post("/chosen")
def chosen():
    names = [name for name in request.get_json().get("names", []) if isinstance(name, str)]
    for name in names[:5]:
        os.system("show " + name)  # expect: code-command-injection
    return ""
