"""What is shown of one field or parameter says nothing of its neighbours."""

import os
import re

from celery import shared_task
from flask import Flask, abort, request

app = Flask(__name__)
NAME = re.compile(r"[a-z0-9]+")


@app.post("/numbered")
def numbered():
    body = request.get_json()
    os.nice(int(body["level"]))
    os.system("burn " + body["disc"])  # expect: code-command-injection


@app.post("/named")
def named():
    disc, label = request.form["disc"], request.form.get("label", "")
    if not NAME.fullmatch(disc):
        abort(400)
    os.system(f"burn {disc}")  # ok: code-command-injection
    os.system(f"burn {disc} {label}")  # expect: code-command-injection


@app.post("/inner")
def inner():
    job = request.get_json()["job"]
    if job["kind"] not in ("cd", "dvd"):
        abort(400)
    os.system("burn " + job["kind"])  # ok: code-command-injection
    os.system("burn " + job["label"])  # expect: code-command-injection


@shared_task
def burn(speed, label):
    os.nice(int(speed))
    os.system("burn " + speed)  # ok: code-command-injection
    os.system("burn " + label)  # expect: code-command-injection
