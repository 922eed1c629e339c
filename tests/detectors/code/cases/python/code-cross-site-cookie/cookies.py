from flask import Flask, make_response
from starlette.applications import Starlette
from starlette.middleware.sessions import SessionMiddleware

app = Flask(__name__)
app.config["SESSION_COOKIE_SAMESITE"] = "None"  # expect: code-cross-site-cookie
site = Starlette()
site.add_middleware(SessionMiddleware, secret_key=app.config["KEY"], same_site="none", https_only=True)  # expect: code-cross-site-cookie


@app.route("/in")
def sign_in(user):
    response = make_response("hello")
    response.set_cookie("session", user.token, secure=True, samesite="None")  # expect: code-cross-site-cookie
    return response


@app.route("/in/well")
def sign_in_well(user):
    response = make_response("hello")
    response.set_cookie("session", user.token, secure=True, samesite="Lax")  # ok: code-cross-site-cookie
    response.set_cookie("widget", user.widget, secure=True, samesite="None")  # ok: code-cross-site-cookie
    return response


app.config["SESSION_COOKIE_SAMESITE"] = "Strict"  # ok: code-cross-site-cookie
