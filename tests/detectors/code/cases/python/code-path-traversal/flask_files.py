import os
import pathlib
from pathlib import Path

from flask import Flask, abort, request, send_file, send_from_directory
from werkzeug.utils import secure_filename

app = Flask(__name__)
BASE = "/srv/files"
ROOT = Path("/srv/files")


@app.route("/files/<path:name>")
def files(name):
    with open(os.path.join(BASE, name)) as file:  # expect: code-path-traversal
        text = file.read()
    if text:
        return send_from_directory(BASE, name)  # ok: code-path-traversal
    return send_file("/srv/files/" + name)  # expect: code-path-traversal


@app.post("/upload")
def upload():
    file = request.files["file"]
    file.save(os.path.join(BASE, file.filename))  # expect: code-path-traversal
    file.save(os.path.join(BASE, secure_filename(file.filename)))  # ok: code-path-traversal
    file.save(os.path.join(BASE, os.path.basename(file.filename)))  # ok: code-path-traversal
    return {}


@app.route("/resolved")
def resolved():
    name = request.args["name"]
    path = (ROOT / name).resolve()
    if not path.is_relative_to(ROOT):
        abort(404)
    return {"text": path.read_text()}  # ok: code-path-traversal


@app.route("/unresolved")
def unresolved():
    path = ROOT / request.args["name"]
    return {"text": path.read_text()}  # expect: code-path-traversal


@app.route("/real")
def real():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if not path.startswith(BASE + os.sep):
        abort(404)
    return {"text": open(path).read()}  # ok: code-path-traversal


@app.route("/prefix")
def prefix():
    path = os.path.join(BASE, request.args["name"])
    if not path.startswith(BASE):
        abort(404)
    return {"text": open(path).read()}  # expect: code-path-traversal


@app.route("/dots")
def dots():
    name = request.args["name"]
    if ".." in name or name.startswith("/"):
        abort(404)
    return {"text": open(BASE + "/" + name).read()}  # ok: code-path-traversal


@app.delete("/files")
def delete():
    number = int(request.args["number"])
    os.remove(f"/srv/files/{number}.txt")  # ok: code-path-traversal
    os.remove("/srv/files/" + request.args["name"])  # expect: code-path-traversal
    pathlib.Path(request.args["name"]).unlink()  # expect: code-path-traversal
    return {}
