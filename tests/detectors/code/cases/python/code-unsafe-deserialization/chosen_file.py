import os
import pickle

from flask import Flask, request

app = Flask(__name__)
FOLDER = "/var/lib/shop"


@app.route("/settings")
def settings():
    place = os.path.join(FOLDER, request.args["name"])
    return pickle.load(open(place, "rb"))  # expect: code-unsafe-deserialization


@app.route("/state")
def state():
    with open(os.path.join(FOLDER, "state"), "rb") as file:
        return pickle.load(file)  # ok: code-unsafe-deserialization


@app.route("/other")
def other():
    place = os.path.join(FOLDER, os.path.basename(request.args["name"]))
    with open(place, "rb") as file:
        return pickle.load(file)  # ok: code-unsafe-deserialization
