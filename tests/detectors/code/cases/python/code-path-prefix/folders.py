import os
from pathlib import Path

from flask import Flask, send_file

app = Flask(__name__)


@app.route("/files/<path:name>")
def files(name):
    return send_file(inside_well("/srv/files", name))


def inside(root, name):
    target = os.path.join(root, name)
    if not target.startswith(root):  # expect: code-path-prefix
        raise ValueError(name)
    return target


def below(name: str, root: Path):
    result = (root / name).absolute()
    if not str(result).startswith(str(root)):  # expect: code-path-prefix
        raise ValueError(name)
    return result


def inside_well(root, name):
    target = os.path.realpath(os.path.join(root, name))
    if not target.startswith(root + os.sep):  # ok: code-path-prefix
        raise ValueError(name)
    return target


def hidden(root, name):
    target = os.path.join(root, name)
    return target.startswith(".")  # ok: code-path-prefix


def listed(names, prefix):
    line = ", ".join(names)
    return line.startswith(prefix)  # ok: code-path-prefix
