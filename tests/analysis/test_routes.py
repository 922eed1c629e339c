"""Routes of programs in memory: every framework's way to register and to mount, and what guards them."""

import pytest
from routes_world import inventory_of

from vedette.analysis.program.patterns import normal, pattern
from vedette.languages.python import layout, lower


def inventory(**files):
    texts = {name.replace("__", "/") + ".py": text for name, text in files.items()}
    return inventory_of("python", layout, lower, texts)


def told(found):
    return [f"{route.method} {route.path} {route.function}" for route in found.routes]


def guards(found):
    return {route.path: [f"{one.kind}:{one.name}" for one in route.guards] for route in found.routes}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/items/<int:item>", "/items/{item}"),
        ("<path:path>/<int:re>", "{path}/{re}"),
        ("/<int:restriction_id>/", "/{restriction_id}/"),
        ("/<name:re:[a-z]+>", "/{name}"),
        ("/items/{item:path}", "/items/{item}"),
        (r"^api/(?P<pk>[^/(]+)/x\.(\w+)/?$", "api/{pk}/x.{1}/"),
        ("/:id/edit", "/{id}/edit"),
        ("(((((", "{1}"),
    ],
)
def test_parameters_are_written_alike(written, expected):
    assert pattern(written) == expected


def test_a_whole_path_has_one_slash_at_a_time():
    assert normal("a//b///") == "/a/b/"


def test_blueprints_within_blueprints():
    found = inventory(
        app="""
from flask import Flask
from views import outer

def create_app():
    app = Flask(__name__)
    app.register_blueprint(outer, url_prefix="/v2")
    return app
""",
        views="""
from flask import Blueprint
from flask.views import MethodView

outer = Blueprint("outer", __name__, url_prefix="/v1")
inner = Blueprint("inner", __name__, url_prefix="/items")
outer.register_blueprint(inner)

@inner.route("/<int:item>", methods=["GET", "PUT"])
def item(item):
    return ""

class Things(MethodView):
    def get(self):
        return ""
    def post(self):
        return ""

outer.add_url_rule("/things", view_func=Things.as_view("things"))
""",
    )
    assert told(found) == [
        "GET /v2/items/{item} item",
        "PUT /v2/items/{item} item",
        "GET /v2/things Things.get",
        "POST /v2/things Things.post",
    ]
    assert found.unresolved == ()
    assert {route.file for route in found.routes} == {"views.py"}


def test_a_hook_that_refuses_guards_all_routes_of_its_blueprint():
    found = inventory(
        app="""
from flask import Flask, Blueprint, abort, g

app = Flask(__name__)
bp = Blueprint("bp", __name__)

@bp.before_request
def known_only():
    if g.user is None:
        abort(401)

@bp.get("/a")
def a():
    return ""

@app.get("/b")
def b():
    return ""

app.register_blueprint(bp)
"""
    )
    assert guards(found) == {"/a": ["authentication:known_only"], "/b": []}


def test_routers_and_dependencies():
    found = inventory(
        main="""
from fastapi import FastAPI, Depends
from api import router
from deps import admin

app = FastAPI()
app.include_router(router, prefix="/api", dependencies=[Depends(admin)])

@app.get("/open")
async def open_():
    return 1
""",
        api="""
from fastapi import APIRouter, Depends
from deps import current_user
router = APIRouter(prefix="/items")

@router.delete("/{item:path}")
async def remove(item, user=Depends(current_user)):
    return 1
""",
        deps="""
from fastapi import HTTPException

def current_user(): ...

def admin(user):
    if not user.is_admin:
        raise HTTPException(403)
""",
    )
    assert told(found) == ["DELETE /api/items/{item} remove", "GET /open open_"]
    assert guards(found) == {
        "/api/items/{item}": ["authentication:current_user", "authorization:admin"],
        "/open": [],
    }


def test_urls_of_django_and_its_rest_framework():
    found = inventory(
        project__settings='ROOT_URLCONF = "project.urls"\n',
        project__urls="""
from django.urls import include, path, re_path
from django.contrib.auth.decorators import login_required
from app import views

inner = [path("edit/", views.edit), path("gone/", login_required(views.Gone.as_view()))]
urlpatterns = [
    path("shop/<slug:slug>/", include((inner, "shop"))),
    path("api/", include("app.urls")),
]
urlpatterns += [re_path(r"^old/(?P<pk>\\d+)$", views.old)]
""",
        app__urls="""
from rest_framework.routers import DefaultRouter
from app.views import Things
router = DefaultRouter()
router.register("things", Things)
urlpatterns = router.urls
""",
        app__views="""
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.views.decorators.http import require_POST
from django.views.generic import View
from rest_framework.decorators import action
from rest_framework.permissions import IsAdminUser
from rest_framework.viewsets import ReadOnlyModelViewSet

@require_POST
@login_required
def edit(request, slug):
    return None

def old(request, pk):
    return None

class Gone(PermissionRequiredMixin, View):
    def delete(self, request, slug):
        return None

class Things(ReadOnlyModelViewSet):
    permission_classes = [IsAdminUser]

    @action(detail=True, methods=["post"])
    def ship(self, request, pk):
        return None
""",
        app__unused="""
from django.urls import path
from app import views
urlpatterns = [path("x", views.old)]
""",
    )
    assert told(found) == [
        "GET /api/things/ Things.list",
        "GET /api/things/{pk}/ Things.retrieve",
        "POST /api/things/{pk}/ship/ Things.ship",
        "ANY /old/{pk} old",
        "POST /shop/{slug}/edit/ edit",
        "DELETE /shop/{slug}/gone/ Gone.delete",
        "ANY /x old",
    ]
    assert guards(found)["/shop/{slug}/edit/"] == ["authentication:login_required"]
    assert guards(found)["/shop/{slug}/gone/"] == [
        "authentication:login_required",
        "authorization:PermissionRequiredMixin",
    ]
    assert guards(found)["/api/things/"] == ["authorization:IsAdminUser"]
    assert [(one.file, one.reason) for one in found.unresolved] == [("app/unused.py", "unmounted")]


def test_a_list_that_is_too_long_to_follow_keeps_its_routes():
    many = "".join(f'    path("p{n}/", views.v{n}),\n' for n in range(90))
    views = "".join(f"def v{n}(request):\n    return None\n" for n in range(90))
    found = inventory(
        urls=f"from django.urls import path\nimport views\nurlpatterns = [\n{many}]\n", views=views
    )
    assert len(found.routes) == 90
    assert found.unresolved == ()


def test_what_is_only_known_when_the_program_runs_is_counted():
    found = inventory(
        urls="""
from django.conf import settings
from django.urls import include, path
from elsewhere import view
urlpatterns = [path(settings.BASE + "x/", view), path("lib/", include("library.urls"))]
"""
    )
    assert [route.path for route in found.routes] == ["/{BASE}x/"]
    assert sorted(one.reason for one in found.unresolved) == ["handler", "outside", "path"]


def test_other_frameworks():
    assert told(
        inventory(
            app="""
from aiohttp import web
routes = web.RouteTableDef()

@routes.get("/a/{name}")
async def a(request):
    return web.Response()

async def b(request):
    return web.Response()

app = web.Application()
sub = web.Application()
sub.add_routes([web.post("/b", b)])
app.add_routes(routes)
app.router.add_get("/c", b)
app.add_subapp("/sub", sub)
"""
        )
    ) == ["GET /a/{name} a", "GET /c b", "POST /sub/b b"]
    assert told(
        inventory(
            app="""
import tornado.web

class Main(tornado.web.RequestHandler):
    def get(self, name):
        self.write("")

app = tornado.web.Application([(r"/main/(\\w+)", Main)])
"""
        )
    ) == ["GET /main/{1} Main.get"]
    assert told(
        inventory(
            app="""
from starlette.applications import Starlette
from starlette.routing import Mount, Route

def a(request): ...

app = Starlette(routes=[Mount("/m", routes=[Route("/a", a, methods=["POST"])])])
"""
        )
    ) == ["POST /m/a a"]
    assert told(
        inventory(
            app="""
from bottle import Bottle, route

@route("/plain/<name>")
def plain(name): ...

inner, outer = Bottle(), Bottle()

@inner.post("/x")
def x(): ...

outer.mount("/in", inner)
"""
        )
    ) == ["POST /in/x x", "GET /plain/{name} plain"]
    assert told(
        inventory(
            app="""
from sanic import Blueprint, Sanic

app = Sanic("app")
bp = Blueprint("bp", url_prefix="/bp")

@bp.get("/<name:str>")
async def x(request, name): ...

app.blueprint(bp)
"""
        )
    ) == ["GET /bp/{name} x"]


def test_what_there_is_no_memory_for_is_told():
    text = "import flask\napp = flask.Flask(__name__)\n@app.get('/x')\ndef x():\n    return ''\n"
    texts = {f"m{number:02}.py": text for number in range(40)}
    found = inventory_of("python", layout, lower, texts, blocks=1)
    left_out = [one.file for one in found.unresolved if one.reason == "memory"]
    assert found.routes
    assert left_out == sorted(texts.keys() - {route.file for route in found.routes})
