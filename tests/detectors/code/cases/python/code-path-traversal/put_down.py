"""Functions that a decorator puts into a table of the same module."""

import os

from flask import Flask, request

app = Flask(__name__)
BY_NAME = {}
BY_WORD = {}


def known_as(name):
    def put(function):
        BY_NAME[name] = function
        return function

    return put


def plain(function):
    BY_WORD[function.__name__] = function
    return function


@known_as("drop")
def drop(path):
    os.remove(path)  # expect: code-path-traversal


@plain
def clear(path):
    os.rmdir(path)  # expect: code-path-traversal


@plain
def name_of(path):
    os.remove("/srv/pages/" + os.path.basename(path))  # ok: code-path-traversal


@app.post("/run")
def run():
    BY_NAME[request.form["what"]]("/srv/" + request.form["page"])
    BY_WORD.get(request.form["what"])("/srv/" + request.form["page"])
