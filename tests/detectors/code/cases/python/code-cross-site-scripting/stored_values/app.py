from flask import Flask, request

from pages import Page, layout, store

app = Flask(__name__)


@app.route("/page")
def page():
    return Page(request.args["title"], "body").render()  # expect: code-cross-site-scripting


@app.route("/safe")
def safe():
    return Page("title", "body").render()  # ok: code-cross-site-scripting


@app.route("/layout")
def in_layout():
    parts = {}
    store(parts, "name", request.args["name"])
    if request.args.get("fixed"):
        return layout(parts["title"])  # ok: code-cross-site-scripting
    return layout(parts["name"])  # expect: code-cross-site-scripting
