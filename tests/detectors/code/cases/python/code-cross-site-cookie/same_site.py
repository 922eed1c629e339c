from flask import Flask


def create():
    app = Flask(__name__)
    app.config["SESSION_COOKIE_NAME"] = "shop"  # ok: code-cross-site-cookie
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    return app


def other():
    app = Flask(__name__)
    app.config["SESSION_COOKIE_SAMESITE"] = "None"  # expect: code-cross-site-cookie
    return app
