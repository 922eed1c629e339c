"""What a pattern finds in a text is a part of that text."""

import os
import re

from flask import Flask, request

app = Flask(__name__)
NAME = re.compile(r"name=(.*)")
SIZE = re.compile(r"size=(\d+)")


@app.route("/run")
def run():
    text = request.query_string.decode()
    found = NAME.search(text)
    if not found:
        return ""
    os.system("show " + found.group(1))  # expect: code-command-injection
    os.system("show " + NAME.findall(text)[0])  # expect: code-command-injection
    os.system("show " + re.match("(.*)", text)[1])  # expect: code-command-injection
    os.system("show " + NAME.sub("", text))  # expect: code-command-injection
    os.system("show " + re.sub(r"[^a-z0-9]", "", text))  # ok: code-command-injection
    os.system("show " + str(int(SIZE.search(text).group(1))))  # ok: code-command-injection
    return ""
