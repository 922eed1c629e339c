import os

from flask import Flask, abort, send_file

app = Flask(__name__)
ROOTS = {}


@app.route("/parts/<path:name>")
def part(name):
    root = os.path.realpath(ROOTS.get(name.split("/")[0]))
    place = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath([root, place]) != root:
        abort(403)
    return send_file(place)  # ok: code-path-traversal


@app.route("/whole/<path:name>")
def whole(name):
    root = os.path.realpath(ROOTS.get(name.split("/")[0]))
    place = os.path.realpath(os.path.join(root, name))
    return send_file(place)  # expect: code-path-traversal
