import os

import bottle
from fastapi import FastAPI
from flask import Flask

app = Flask(__name__)
app.config["DEBUG"] = True  # expect: code-debug-on
other = FastAPI(debug=True)  # expect: code-debug-on
debug = os.environ.get("SHOP_DEBUG") == "1"


def main():
    app.run(host="0.0.0.0", debug=True)  # expect: code-debug-on


def direct():
    app.debug = True  # expect: code-debug-on
    app.run()  # ok: code-debug-on


def small():
    bottle.run(host="localhost", port=8080, debug=True)  # expect: code-debug-on


def main_well():
    app.run(host="127.0.0.1", debug=debug)  # ok: code-debug-on


def main_plain():
    app.run(debug=False)  # ok: code-debug-on
    bottle.run(port=8080)  # ok: code-debug-on


third = FastAPI(debug=debug)  # ok: code-debug-on
