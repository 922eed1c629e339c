import os
import re

from flask import Flask, request

app = Flask(__name__)
NAME = re.compile(r"[a-z]+")


@app.route("/check")
def check():
    name = request.args["name"]
    if NAME.fullmatch(name):
        os.system("show " + name)  # ok: code-command-injection
    os.system("show " + name)  # expect: code-command-injection
    return ""
