import os
import re
from pathlib import Path

from flask import Flask, abort, request, send_file
from werkzeug.utils import secure_filename

app = Flask(__name__)
BASE = "/srv/files"
ROOT = Path("/srv/files").resolve()
NAME = re.compile(r"[\w-]+\.(?:txt|pdf)")


@app.route("/parents")
def parents():
    path = (ROOT / request.args["name"]).resolve()
    if ROOT not in path.parents:
        abort(404)
    return send_file(path)  # ok: code-path-traversal


@app.route("/parents-before")
def parents_before():
    path = ROOT / request.args["name"]
    if ROOT not in path.parents:
        abort(404)
    return send_file(path)  # expect: code-path-traversal


@app.route("/roots")
def roots():
    path = (ROOT / request.args["name"]).resolve(strict=True)
    if not any(root in path.parents for root in (ROOT, Path("/srv/media"))):
        abort(404)
    return send_file(path)  # ok: code-path-traversal


@app.route("/parent")
def parent():
    path = (ROOT / request.args["name"]).resolve()
    if path.parent != ROOT:
        return "no", 404
    return send_file(path)  # ok: code-path-traversal


@app.route("/relative")
def relative():
    path = ROOT.joinpath(request.args["name"]).resolve()
    try:
        path.relative_to(ROOT)
    except ValueError:
        abort(404)
    return send_file(path)  # ok: code-path-traversal


@app.route("/relative-before")
def relative_before():
    path = ROOT.joinpath(request.args["name"])
    try:
        path.relative_to(ROOT)
    except ValueError:
        abort(404)
    return send_file(path)  # expect: code-path-traversal


@app.route("/relative-anyway")
def relative_anyway():
    path = ROOT.joinpath(request.args["name"]).resolve()
    try:
        path.relative_to(ROOT)
    except ValueError:
        pass
    return send_file(path)  # expect: code-path-traversal


def inside(path, base):
    return os.path.realpath(path).startswith(os.path.realpath(base) + os.sep)


def check_inside(path, base):
    if not os.path.realpath(path).startswith(os.path.realpath(base) + os.sep):
        raise PermissionError(path)


def within(path, base):
    try:
        Path(path).resolve().relative_to(base)
    except ValueError:
        return False
    return True


@app.route("/asked")
def asked():
    path = os.path.join(BASE, request.args["name"])
    if not inside(path, BASE):
        return send_file(path)  # expect: code-path-traversal
    return send_file(path)  # ok: code-path-traversal


@app.route("/raised")
def raised():
    path = os.path.join(BASE, request.args["name"])
    check_inside(path, BASE)
    return send_file(path)  # ok: code-path-traversal


@app.route("/answered")
def answered():
    path = os.path.join(BASE, request.args["name"])
    if within(path, BASE):
        return send_file(path)  # ok: code-path-traversal
    return send_file(path)  # expect: code-path-traversal


@app.route("/way")
def way():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if os.path.relpath(path, BASE).startswith(".."):
        return send_file(path)  # expect: code-path-traversal
    return send_file(path)  # ok: code-path-traversal


@app.route("/from-root")
def from_root():
    name = os.path.relpath(request.args["name"], "/")
    return send_file(os.path.join(BASE, name))  # ok: code-path-traversal


@app.route("/from-here")
def from_here():
    name = os.path.relpath(request.args["name"], BASE)
    return send_file(os.path.join(BASE, name))  # expect: code-path-traversal


@app.route("/same")
def same():
    name = request.args["name"]
    if os.path.basename(name) != name:
        return send_file(os.path.join(BASE, name))  # expect: code-path-traversal
    return send_file(os.path.join(BASE, name))  # ok: code-path-traversal


@app.route("/secured")
def secured():
    name = request.args["name"]
    if secure_filename(name) == name:
        return send_file(os.path.join(BASE, name))  # ok: code-path-traversal
    return ""


@app.route("/pattern")
def pattern():
    name = request.args["name"]
    if NAME.fullmatch(name) is None:
        return send_file(os.path.join(BASE, name))  # expect: code-path-traversal
    return send_file(os.path.join(BASE, name))  # ok: code-path-traversal


@app.route("/replaced")
def replaced():
    name = request.args["name"]
    if request.args.get("plain"):
        return send_file(os.path.join(BASE, re.sub(r"[^\w.-]", "_", name)))  # ok: code-path-traversal
    if request.args.get("flat"):
        return send_file(os.path.join(BASE, name.replace("/", "_")))  # ok: code-path-traversal
    return send_file(os.path.join(BASE, name.replace("../", "")))  # expect: code-path-traversal
