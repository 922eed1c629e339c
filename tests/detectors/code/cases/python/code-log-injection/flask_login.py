import json
import logging

from flask import Flask, current_app, request
from loguru import logger as loud

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.post("/login")
def login():
    name = request.form["name"]
    logger.info("login of " + name)  # expect: code-log-injection
    logger.info("login of %s", name)  # expect: code-log-injection
    logger.info("login of %s", json.dumps(name))  # ok: code-log-injection
    logger.info("login of %s", repr(name))  # ok: code-log-injection
    logger.info("login from %d", int(request.form["number"]))  # ok: code-log-injection
    logging.warning(f"login of {name}")  # expect: code-log-injection
    loud.error("login of {}", name)  # expect: code-log-injection
    current_app.logger.error(name)  # expect: code-log-injection
    clean = name.replace("\n", "").replace("\r", "")
    logger.info(clean)  # ok: code-log-injection
    return {}
