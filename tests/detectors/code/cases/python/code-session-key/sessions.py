import os
import secrets

from flask import Flask
from starlette.applications import Starlette
from starlette.middleware.sessions import SessionMiddleware
from tornado.web import Application

app = Flask(__name__)
app.secret_key = "dev"  # expect: code-session-key
app.config["SECRET_KEY"] = "change" + "-me"  # expect: code-session-key
site = Starlette()
site.add_middleware(SessionMiddleware, secret_key="my " + "secret", https_only=True)  # expect: code-session-key
served = Application([], cookie_secret="cookie" + "-word")  # expect: code-session-key

app.secret_key = os.environ["SECRET_KEY"]  # ok: code-session-key
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secrets.token_hex()  # ok: code-session-key
site.add_middleware(SessionMiddleware, secret_key=os.environ["KEY"], https_only=True)  # ok: code-session-key
served_well = Application([], cookie_secret=os.environ["COOKIE_SECRET"])  # ok: code-session-key
