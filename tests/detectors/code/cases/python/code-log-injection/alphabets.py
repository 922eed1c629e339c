import logging
import re

from flask import Flask, request

app = Flask(__name__)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@app.get("/")
def search():
    text = request.args["text"]
    logging.info("no %s", re.sub(r"[^\x20-\x7e]", "?", text))  # ok: code-log-injection
    logging.info("no %s", re.sub(r"\s+", " ", text))  # ok: code-log-injection
    logging.info("no %s", re.sub(r"\r\n|\r|\n", " ", text))  # ok: code-log-injection
    logging.info("no %s", CONTROL.sub("", text))  # ok: code-log-injection
    logging.info("no %s", " ".join(text.split()))  # ok: code-log-injection
    logging.info("no %s", text.splitlines()[0])  # ok: code-log-injection
    logging.info("no %s", re.sub(r"[<>]", "", text))  # expect: code-log-injection
    logging.info("no %s", re.sub(r"\s+", "\n", text))  # expect: code-log-injection
    logging.info("no %s", text.split(","))  # expect: code-log-injection
    return ""
