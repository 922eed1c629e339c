from flask import Flask


def create():
    app = Flask(__name__)
    app.config["SESSION_COOKIE_NAME"] = "shop"  # expect: code-cross-site-cookie
    app.config["SESSION_COOKIE_SECURE"] = True
    return app
