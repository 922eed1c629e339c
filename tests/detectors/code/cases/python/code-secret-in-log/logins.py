import getpass
import logging
import os

from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordRequestForm
from flask import request

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/token")
async def token(form: OAuth2PasswordRequestForm = Depends()):
    logger.info("login of %s with %s", form.username, form.password)  # expect: code-secret-in-log
    logger.info("login of %r", form.username)  # ok: code-secret-in-log
    return {}


def ask():
    password = getpass.getpass()
    logger.debug(f"got {password}")  # expect: code-secret-in-log
    logger.debug("got %d characters", len(password))  # ok: code-secret-in-log


def start():
    key = os.environ["SERVICE_API_KEY"]
    logging.info("starting on %s", os.environ["HOST"])  # ok: code-secret-in-log


def register():
    logger.info("new account %s %s", request.form["name"], request.form["password"])  # expect: code-secret-in-log
    logger.info("new account %s", request.form["name"])  # ok: code-secret-in-log
