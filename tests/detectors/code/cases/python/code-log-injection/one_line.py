"""A formatter of the program keeps each record on one line."""

import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger("orders")


class OneLine(logging.Formatter):
    def format(self, record):
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")


def set_up(path):
    handler = logging.FileHandler(path)
    handler.setFormatter(OneLine("%(message)s"))
    log.addHandler(handler)


@app.post("/order")
def order():
    log.info("ordered %s", request.form["note"])  # ok: code-log-injection
    return ""
