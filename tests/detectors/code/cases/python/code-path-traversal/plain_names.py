import io
import os
import re

import requests
from flask import Flask, abort, request, send_file

app = Flask(__name__)


@app.route("/plain")
def plain():
    name = os.path.normpath(request.args["name"])
    if not re.match(r"^[A-Za-z0-9_.+-]+$", name):
        abort(400)
    return send_file(os.path.join("/srv/files", name))  # ok: code-path-traversal


@app.route("/any")
def anything():
    name = os.path.normpath(request.args["name"])
    if not re.match(r"^[A-Za-z0-9_./+-]+$", name):
        abort(400)
    return send_file(os.path.join("/srv/files", name))  # expect: code-path-traversal


@app.route("/made")
def made():
    page = io.BytesIO()
    page.write(requests.get("https://files.example.com/" + request.args["name"]).content)
    page.seek(0)
    return send_file(page)  # ok: code-path-traversal
