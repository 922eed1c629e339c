import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger("orders")
NUMBERED = {code: f"\\x{code:02x}" for code in [*range(32), 127, 0x2028]}
PAIRS = str.maketrans("\r\n", "  ")
GONE = str.maketrans("", "", "\r\n\t")
WRITTEN = {ord("\n"): "\\n", ord("\r"): "\\r"}
MADE = str.maketrans({"\n": "\\n", "\r": None})
KEYED = dict.fromkeys(range(32))
MAPPED = dict.fromkeys(map(ord, "\r\n"), " ")
SIGNS = {ord(sign): None for sign in "\r\n"}
TABS = {9: " "}
HALF = str.maketrans("\r", " ")
TURNED = str.maketrans("\r\n", "\n ")
LATE = {code: None for code in range(14, 32)}


def one_line(value, limit=200):
    return str(value).translate(NUMBERED)[:limit]


@app.get("/clean")
def clean():
    name = request.args["name"]
    log.info("for " + one_line(name))  # ok: code-log-injection
    log.info("for " + name.translate(PAIRS))  # ok: code-log-injection
    log.info("for " + name.translate(GONE))  # ok: code-log-injection
    log.info("for " + name.translate(WRITTEN))  # ok: code-log-injection
    log.info("for " + name.translate(MADE))  # ok: code-log-injection
    log.info("for " + name.translate(KEYED))  # ok: code-log-injection
    log.info("for " + name.translate(MAPPED))  # ok: code-log-injection
    log.info("for " + name.translate(SIGNS))  # ok: code-log-injection
    return ""


@app.get("/raw")
def raw():
    name = request.args["name"]
    log.info("for " + name.translate(TABS))  # expect: code-log-injection
    log.info("for " + name.translate(HALF))  # expect: code-log-injection
    log.info("for " + name.translate(TURNED))  # expect: code-log-injection
    log.info("for " + name.translate(LATE))  # expect: code-log-injection
    return ""
