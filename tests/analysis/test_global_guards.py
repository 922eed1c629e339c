"""Guards that hold for every route of an application, wherever they are named."""

import pytest
from test_routes import guards, inventory


def kinds(found):
    return {path: sorted({one.partition(":")[0] for one in each}) for path, each in guards(found).items()}


MANAGE = """
import os

def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
"""
URLS = """
from django.urls import path
from shop import views

urlpatterns = [
    path("items/", views.Items.as_view()),
    path("open/", views.Open.as_view()),
    path("page/", views.page),
]
"""
VIEWS = """
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

class Items(APIView):
    def get(self, request):
        return None

class Open(APIView):
    permission_classes = [AllowAny]
    def get(self, request):
        return None

def page(request):
    return None
"""


def django(settings, **files):
    given = {"manage": MANAGE, "shop____init__": "", "shop__urls": URLS, "shop__views": VIEWS}
    given["shop__settings"] = 'ROOT_URLCONF = "shop.urls"\n' + settings
    return kinds(inventory(**{**given, **files}))


def test_without_settings_nothing_is_guarded():
    assert django("") == {"/items/": [], "/open/": [], "/page/": []}


def test_default_permissions_guard_what_has_none_of_its_own():
    settings = 'REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"]}\n'
    assert django(settings) == {"/items/": ["authorization"], "/open/": [], "/page/": []}


def test_default_permissions_that_let_everybody_in_guard_nothing():
    settings = 'REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ("rest_framework.permissions.AllowAny",)}\n'
    assert django(settings)["/items/"] == []


def test_the_middleware_of_django_guards_all():
    settings = 'MIDDLEWARE = ["django.contrib.auth.middleware.LoginRequiredMiddleware"]\n'
    assert django(settings) == {"/items/": ["authentication"], "/open/": [], "/page/": ["authentication"]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "if not request.user.is_authenticated:\n            return redirect('/login')",
            ["authentication"],
        ),
        ("request.started = 1", []),
    ],
)
def test_a_middleware_of_the_program_guards_all_if_it_sends_strangers_away(body, expected):
    middleware = f"""
from django.shortcuts import redirect

class Known:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        {body}
        return self.get_response(request)
"""
    found = django('MIDDLEWARE = ["shop.middleware.Known"]\n', shop__middleware=middleware)
    assert found["/page/"] == expected


def test_a_decorator_of_dispatch_guards_the_class():
    views = (
        VIEWS
        + """
from django.contrib.auth.decorators import login_required
from django.utils.decorators import method_decorator
from django.views import View

class Items(View):
    @method_decorator(login_required)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return None
"""
    )
    assert django("", shop__views=views)["/items/"] == ["authentication"]


def test_middleware_of_fastapi_and_starlette():
    found = kinds(
        inventory(
            app="""
from fastapi import FastAPI, HTTPException
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import Response
from starlette.routing import Route

class Known(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if not request.session.get("user"):
            raise HTTPException(401)
        return await call_next(request)
        user = request.user

class Timed(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)

guarded = FastAPI()
guarded.add_middleware(Known)
timed = FastAPI()
timed.add_middleware(Timed)
written = FastAPI()

@guarded.get("/a")
def a():
    return ""

@timed.get("/b")
def b():
    return ""

@written.middleware("http")
async def ask(request, call_next):
    if request.user is None:
        raise HTTPException(401)
    return await call_next(request)

@written.get("/c")
def c():
    return ""

async def d(request):
    return Response()

other = Starlette(routes=[Route("/d", d)], middleware=[Middleware(Known)])
"""
        )
    )
    assert found == {
        "/a": ["authentication"],
        "/b": [],
        "/c": ["authentication"],
        "/d": ["authentication"],
    }


def test_middlewares_of_aiohttp_and_hooks_of_flask():
    found = kinds(
        inventory(
            app="""
from aiohttp import web
from flask import Flask, abort, g

@web.middleware
async def known(request, handler):
    if request.get("user") is None or not request.user:
        raise web.HTTPUnauthorized()
    return await handler(request)

@web.middleware
async def timed(request, handler):
    return await handler(request)

async def a(request):
    return web.Response()

first = web.Application(middlewares=[timed, known])
first.router.add_get("/a", a)
second = web.Application(middlewares=[timed])
second.router.add_get("/b", a)
third = web.Application()
third.middlewares.append(known)
third.router.add_get("/c", a)

flask = Flask(__name__)

def ask():
    if not g.user:
        abort(401)

flask.before_request(ask)

@flask.get("/d")
def d():
    return ""
"""
        )
    )
    assert found == {
        "/a": ["authentication"],
        "/b": [],
        "/c": ["authentication"],
        "/d": ["authentication"],
    }


def test_prepare_of_a_handler_of_tornado():
    found = kinds(
        inventory(
            app="""
import tornado.web

class Base(tornado.web.RequestHandler):
    def prepare(self):
        if not self.current_user:
            raise tornado.web.HTTPError(403)

class A(Base):
    def get(self):
        self.write("")

class B(tornado.web.RequestHandler):
    def get(self):
        self.write("")

app = tornado.web.Application([(r"/a", A), (r"/b", B)])
"""
        )
    )
    assert found == {"/a": ["authentication"], "/b": []}
