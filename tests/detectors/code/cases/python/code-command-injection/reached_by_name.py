"""What looks like a check and is none, and what is one."""

import os
import re
import shlex
import subprocess

from flask import Flask, request

app = Flask(__name__)
NAME = re.compile(r"[a-z]+")
WHOLE = re.compile(r"^[a-z]+\Z")


def allowed(name):
    return name in ("a", "b")


def clean(name):
    return re.sub(r"[^a-z0-9]", "", name)


@app.route("/check")
def check():
    name = request.args["name"]
    if allowed(name):
        os.system("show " + name)  # ok: code-command-injection
    if NAME.match(name):
        os.system("show " + name)  # expect: code-command-injection
    if WHOLE.match(name):
        os.system("show " + name)  # ok: code-command-injection
    os.system("show " + clean(name))  # ok: code-command-injection
    if len(name) < 10:
        os.system("show " + name)  # expect: code-command-injection
    if name.startswith("item-"):
        os.system("show " + name)  # expect: code-command-injection
    if name.endswith(".txt"):
        os.system("show " + name)  # expect: code-command-injection
    subprocess.run(shlex.split("show " + name), check=True)  # ok: code-command-injection
    subprocess.run(" ".join(["show", shlex.quote(name)]), shell=True, check=True)  # ok: code-command-injection
    assert name == "a"
    os.system("show " + name)  # ok: code-command-injection
    return ""
