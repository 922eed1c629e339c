"""What is called by another name than its own."""

from os import system as run
from subprocess import check_output as output

from flask import Flask
from flask import request as asked

app = Flask(__name__)


def value():
    return asked.args["name"]


@app.route("/a")
def a():
    run("show " + value())  # expect: code-command-injection
    return ""


@app.route("/b")
def b():
    return output(["show", value()])  # ok: code-command-injection
