import os
import shlex
import subprocess

from flask import Flask, request

app = Flask(__name__)
SCRIPTS = {"day": "day.sh", "night": "night.sh"}


def run(line):
    return subprocess.run(line, shell=True, check=True)  # ok: code-shell-use


@app.get("/")
def answer():
    name = request.args["name"]
    parts = ["dump", shlex.quote(name)]
    parts += ["|", "gzip"]
    run(" ".join(parts))
    os.system("ls %s" % shlex.quote(name))  # ok: code-shell-use
    os.system("ls " + " ".join(map(shlex.quote, request.args.getlist("files"))))  # ok: code-shell-use
    os.system("kill {}".format(int(name)))  # ok: code-shell-use
    os.system(f"kill {int(name)}")  # ok: code-shell-use
    os.system(SCRIPTS.get(name, "none.sh"))  # ok: code-shell-use
    if name in SCRIPTS:
        os.system("sh " + SCRIPTS[name])  # ok: code-shell-use
        os.system("sh " + name)  # ok: code-shell-use
    os.system("ls " + shlex.quote(name) + request.args["more"])  # expect: code-shell-use
    return ""
