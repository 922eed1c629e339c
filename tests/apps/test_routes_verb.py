"""`vedette routes`: what is told of a program, and of what could not be followed."""

import json

APP = """from flask import Flask
from flask_login import login_required
from elsewhere import blueprint

app = Flask(__name__)


@app.post("/items/<int:item>")
@login_required
def change(item):
    return ""


@app.get("/")
def index():
    return ""


app.add_url_rule(app.config["ODD"], view_func=index)
"""


def written(world, name, text):
    path = world.here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_line_for_each_route(world):
    written(world, "shop/app.py", APP)
    written(world, "tests/test_app.py", APP)
    written(world, "vedette.toml", '[[owners]]\npaths = ["shop/**"]\nowner = "@shop"\n')
    done = world.run("routes")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "GET  /             -> shop/app.py:15 -> index -> @shop  [unguarded]",
        "POST /items/{item} -> shop/app.py:10 -> change -> @shop  [authentication: login_required]",
        "GET  /{ODD}        -> shop/app.py:15 -> index -> @shop  [unguarded]",
    ]
    assert done.stderr.splitlines() == [
        "note: 3 routes in 1 files",
        "warning: not resolved at 1 places: a part of the path is only known when the program runs",
    ]
    assert len(world.run("routes", "--tests").stdout.splitlines()) == 6


def test_as_json(world):
    written(world, "app.py", APP)
    document = json.loads(world.run("routes", "--format", "json").stdout)
    assert [route["path"] for route in document["routes"]] == ["/", "/items/{item}", "/{ODD}"]
    assert document["routes"][1]["guards"] == [{"kind": "authentication", "name": "login_required"}]
    assert document["unresolved"] == [{"file": "app.py", "line": 19, "reason": "path"}]
    lines = world.run("routes", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == document["routes"]


def test_a_name_that_would_steer_the_terminal_is_shown(world):
    written(world, "app.py", APP.replace('"/"', '"/\\x1b[2J\u202e"'))
    out = world.run("routes").stdout
    assert "\x1b" not in out
    assert "\u202e" not in out
