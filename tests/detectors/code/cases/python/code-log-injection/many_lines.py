"""A formatter of the program that leaves line ends as they are."""

import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger("orders")


class Short(logging.Formatter):
    def format(self, record):
        return super().format(record).replace("orders", "o")


def set_up(path):
    handler = logging.FileHandler(path)
    handler.setFormatter(Short("%(message)s"))
    log.addHandler(handler)


@app.post("/order")
def order():
    log.info("ordered %s", request.form["note"])  # expect: code-log-injection
    return ""
