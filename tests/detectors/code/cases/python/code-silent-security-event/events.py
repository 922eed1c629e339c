import logging

from flask import Flask, request

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.post("/login")
def login():  # expect: code-silent-security-event
    return check(request.form["user"])


@app.post("/password")
def password():  # ok: code-silent-security-event
    return changed(request.form["user"])


@app.post("/orders/<int:order>/refund")
def refund(order):  # ok: code-silent-security-event
    logger.info("refunded %d", order)
    return "done"


@app.post("/notes")
def notes():  # ok: code-silent-security-event
    return "done"


@app.get("/login")
def form():  # ok: code-silent-security-event
    return "form"


def check(user):
    return user


def changed(user):
    return told(user)


def told(user):
    logger.info("changed")
    return user
