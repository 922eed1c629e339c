from django.http import HttpResponse
from flask import Flask, make_response
from starlette.applications import Starlette
from starlette.middleware.sessions import SessionMiddleware

app = Flask(__name__)
app.config["SESSION_COOKIE_SECURE"] = False  # expect: code-insecure-cookie
app.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_NAME="shop")  # expect: code-insecure-cookie
site = Starlette()
site.add_middleware(SessionMiddleware, secret_key=app.config["KEY"])  # expect: code-insecure-cookie


@app.route("/in")
def sign_in(user):
    response = make_response("hello")
    response.set_cookie("session", user.token, secure=False, httponly=True)  # expect: code-insecure-cookie
    response.set_cookie("seen", "yes")  # expect: code-insecure-cookie
    return response


def django_view(request):
    response = HttpResponse("hello")
    response.set_cookie("session", request.session_key, httponly=True)  # expect: code-insecure-cookie
    return response


@app.route("/in/well")
def sign_in_well(user):
    response = make_response("hello")
    response.set_cookie("session", user.token, secure=True, httponly=True)  # ok: code-insecure-cookie
    response.set_cookie("session", "", expires=0)  # ok: code-insecure-cookie
    response.set_cookie("seen", "yes", secure=app.config["HTTPS"])  # ok: code-insecure-cookie
    return response


def by_options(request, options):
    response = HttpResponse("hello")
    response.set_cookie("session", request.session_key, **options)  # ok: code-insecure-cookie
    return response


def jar(session, cookie):
    session.cookies.set_cookie(cookie)  # ok: code-insecure-cookie


app.config["SESSION_COOKIE_SECURE"] = True  # ok: code-insecure-cookie
site.add_middleware(SessionMiddleware, secret_key=app.config["KEY"], https_only=True)  # ok: code-insecure-cookie
