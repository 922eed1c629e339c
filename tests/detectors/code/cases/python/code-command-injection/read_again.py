"""What is read anew by the same name is what was looked at before."""

import os

from flask import Flask, abort, request

app = Flask(__name__)
NAMES = frozenset(("disc", "tape"))


@app.get("/asked")
def asked():
    if request.args.get("name") in NAMES:
        os.system("burn " + request.args.get("name"))  # ok: code-command-injection
    if request.args.get("name", "").isalnum():
        os.system("burn " + request.args["label"])  # expect: code-command-injection


@app.get("/taken")
def taken():
    if request.form["name"] not in NAMES:
        abort(400)
    os.system("burn " + request.form["name"])  # ok: code-command-injection
    os.system("burn " + request.form.get("name"))  # ok: code-command-injection
    os.system("burn " + request.args["name"])  # expect: code-command-injection
