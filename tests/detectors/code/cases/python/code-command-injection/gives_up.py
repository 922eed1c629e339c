"""Functions that never come back: what follows them has passed the test before."""

import os
import re

import bottle
from fastapi import FastAPI, HTTPException
from flask import Flask, abort, request

app = Flask(__name__)
api = FastAPI()
small = bottle.Bottle()
NAME = re.compile(r"[a-z]{1,20}")
KNOWN = ("north", "south")


def refuse(reason):
    raise HTTPException(status_code=400, detail=reason)


def leave(code):
    abort(code)


class Base:
    def check(self, name):
        raise NotImplementedError

    def run(self, name):
        self.check(name)
        os.system("show " + name)  # expect: code-command-injection


class Child(Base):
    def check(self, name):
        print(name)


@api.get("/plan")
def plan(name: str):
    if not NAME.fullmatch(name):
        refuse("name")
    os.system("plan " + name)  # ok: code-command-injection


@api.get("/plans")
def plans(name: str):
    if not name:
        refuse("name")
    os.system("plan " + name)  # expect: code-command-injection


@small.get("/house")
def house():
    name = bottle.request.query.name
    if not name.isalnum():
        bottle.abort(404)
    os.system("house " + name)  # ok: code-command-injection


@app.get("/street")
def street():
    name = request.args["name"]
    name in KNOWN or abort(404)
    os.system("street " + name)  # ok: code-command-injection


@app.get("/square")
def square():
    name = request.args.get("name")
    name or abort(404)
    os.system("square " + name)  # expect: code-command-injection


@app.get("/town")
def town():
    name = request.args["name"]
    if not name.isalnum():
        leave(404)
    os.system("town " + name)  # ok: code-command-injection


@app.get("/bases")
def bases():
    Base().run(request.args["name"])
    Child().run(request.args["name"])
    return ""
