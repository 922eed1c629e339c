import os
from pathlib import Path
from urllib.parse import unquote

from flask import Flask, abort, request, send_file

app = Flask(__name__)
BASE = "/srv/files"


def clean(path):
    path = os.path.normpath(unquote(path))
    for token in path.split("/"):
        if ".." in token:
            raise ValueError
    return path


@app.route("/cleaned")
def cleaned():
    try:
        path = clean(request.args["name"])
    except ValueError:
        return ""
    return send_file(BASE + "/" + path)  # ok: code-path-traversal


@app.route("/steps")
def steps():
    name = request.args["name"]
    for part in name.split("/"):
        if part in ("..", "."):
            abort(404)
    return send_file(BASE + "/" + name)  # ok: code-path-traversal


@app.route("/left-early")
def left_early():
    name = request.args["name"]
    for part in name.split("/"):
        if part == "..":
            break
    return send_file(BASE + "/" + name)  # expect: code-path-traversal


@app.route("/changed")
def changed():
    name = request.args["name"]
    for part in name.split("/"):
        part = part.replace("..", "")
    return send_file(BASE + "/" + name)  # expect: code-path-traversal


@app.route("/other-pieces")
def other_pieces():
    name = request.args["name"]
    for part in name.split(","):
        if part == "..":
            abort(404)
    return send_file(BASE + "/" + name)  # expect: code-path-traversal


@app.route("/any")
def any_of():
    name = request.args["name"]
    if any(part == ".." for part in name.split("/")):
        abort(404)
    return send_file(BASE + "/" + name)  # ok: code-path-traversal


@app.route("/all")
def all_of():
    name = request.args["name"]
    if all(part != ".." for part in Path(name).parts):
        return send_file(BASE + "/" + name)  # ok: code-path-traversal
    return send_file(BASE + "/" + name)  # expect: code-path-traversal


@app.route("/some")
def some():
    name = request.args["name"]
    if any(part != ".." for part in name.split("/")):
        return send_file(BASE + "/" + name)  # expect: code-path-traversal
    return ""


@app.route("/chosen")
def chosen():
    name = request.args["name"]
    if all(part != ".." for part in name.split("/") if part):
        return send_file(BASE + "/" + name)  # expect: code-path-traversal
    return ""


@app.route("/among")
def among():
    name = request.args["name"]
    if ".." in name.split("/") or os.path.isabs(name):
        abort(404)
    return send_file(os.path.join(BASE, name))  # ok: code-path-traversal


@app.route("/kept")
def kept():
    name = request.args["name"]
    parts = name.split("/")
    if ".." in parts:
        abort(404)
    return send_file(BASE + "/" + name)  # ok: code-path-traversal


@app.route("/names")
def names():
    name = request.args["name"]
    if ".." in name.split(","):
        abort(404)
    return send_file(BASE + "/" + name)  # expect: code-path-traversal


@app.route("/last")
def last():
    head, tail = os.path.split(request.args["name"])
    if head:
        return send_file(os.path.join(BASE, head))  # expect: code-path-traversal
    return send_file(os.path.join(BASE, tail))  # ok: code-path-traversal
