"""Patterns by what they let through."""

import os
import re

from flask import Flask, abort, request

app = Flask(__name__)
VERSION = re.compile(r"\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:-(?:rc|beta)\d)?")
OTHER = re.compile(r"[^\w.-]")
LINES = re.compile(r"^[a-z]+$", re.MULTILINE)


def number_of(text):
    found = re.match(r"([a-z]+)-(\d+)\Z", text)
    if found is None:
        raise ValueError(text)
    return found.group(1), found[2]


@app.get("/version")
def version():
    text = request.args["version"]
    if not VERSION.fullmatch(text):
        abort(400)
    os.system("release " + text)  # ok: code-command-injection


@app.get("/other")
def other():
    text = request.args["version"]
    if OTHER.search(text) is not None:
        abort(400)
    os.system("release " + text)  # ok: code-command-injection


@app.get("/parts")
def parts():
    name, number = number_of(request.args["version"].strip())
    os.system(f"release {name} {number}")  # ok: code-command-injection


@app.get("/found")
def found():
    if (match := re.search(r"[\da-f]{8}", request.args["version"])) is None:
        abort(404)
    os.system("release " + match.group())  # ok: code-command-injection


@app.get("/left")
def left():
    text = request.args["version"]
    os.system("release " + re.sub(r"\W", "-", text))  # ok: code-command-injection
    os.system("release " + OTHER.sub("", text))  # ok: code-command-injection
    os.system("release " + re.sub(r"(\W)", r"\1", text))  # expect: code-command-injection
    os.system("release " + re.sub(r"[<>]", "", text))  # expect: code-command-injection
    os.system("release " + re.sub(r"\.\.", "", text))  # expect: code-command-injection


@app.get("/begun")
def begun():
    text = request.args["version"]
    if re.match(r"\d+\.\d+", text):
        os.system("release " + text)  # expect: code-command-injection


@app.get("/somewhere")
def somewhere():
    text = request.args["version"]
    if re.search(r"[a-z]+", text):
        os.system("release " + text)  # expect: code-command-injection


@app.get("/lines")
def lines():
    text = request.args["version"]
    if LINES.match(text):
        os.system("release " + text)  # expect: code-command-injection


@app.get("/any")
def any_():
    text = request.args["version"]
    if re.fullmatch(r"[^/]+\.png", text):
        os.system("release " + text)  # expect: code-command-injection


@app.get("/no")
def no():
    text = request.args["version"]
    if re.search(r"[^\w]", text):
        os.system("release " + text)  # expect: code-command-injection
