"""Tests that look at each sign, or at each item."""

import os

from flask import Flask, abort, request

app = Flask(__name__)
SIGNS = "abcdef0123456789"


@app.get("/all")
def all_():
    text = request.args["text"]
    if not all(sign in SIGNS for sign in text):
        abort(400)
    os.system("show " + text)  # ok: code-command-injection


@app.get("/any")
def any_():
    text = request.args["text"]
    if not any(sign in SIGNS for sign in text):
        abort(400)
    os.system("show " + text)  # expect: code-command-injection


@app.get("/set")
def set_():
    text = request.args["text"]
    if set(text) <= set(SIGNS):
        os.system("show " + text)  # ok: code-command-injection
    elif set(text) >= set(SIGNS):
        os.system("show " + text)  # expect: code-command-injection


@app.get("/chosen")
def chosen():
    text = request.args["text"]
    os.system("show " + "".join(filter(str.isalnum, text)))  # ok: code-command-injection
    os.system("show " + "".join(filter(lambda sign: sign in SIGNS, text)))  # ok: code-command-injection
    os.system("show " + "".join(filter(lambda sign: sign != ";", text)))  # expect: code-command-injection
