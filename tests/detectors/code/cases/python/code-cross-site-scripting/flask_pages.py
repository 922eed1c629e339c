import html
import json

from flask import Flask, Markup, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.views import MethodView
from markupsafe import Markup as M
from markupsafe import escape

app = Flask(__name__)
TITLES = {"a": "Apples", "b": "Bananas"}


@app.route("/hello/<name>")
def hello(name):
    return f"<h1>Hello {name}</h1>"  # expect: code-cross-site-scripting


@app.route("/number/<int:number>")
def number(number):
    return f"<h1>Number {int(number)}</h1>"  # ok: code-cross-site-scripting


@app.route("/escaped")
def escaped():
    name = request.args.get("name", "")
    if not name:
        return "<h1>Nobody</h1>"  # ok: code-cross-site-scripting
    if len(name) > 20:
        return f"<h1>Hello {escape(name)}</h1>"  # ok: code-cross-site-scripting
    return "<h1>Hello " + html.escape(name) + "</h1>"  # ok: code-cross-site-scripting


@app.route("/title")
def title():
    key = request.args["key"]
    return "<h1>%s</h1>" % TITLES.get(key, "Other")  # ok: code-cross-site-scripting


@app.route("/data")
def data():
    return jsonify(name=request.args["name"])  # ok: code-cross-site-scripting


@app.route("/dict")
def plain_dict():
    return {"name": request.args["name"]}  # ok: code-cross-site-scripting


@app.route("/template")
def template():
    return render_template("page.html", name=request.args["name"])  # ok: code-cross-site-scripting


@app.route("/markup")
def markup():
    name = request.form["name"]
    bold = Markup("<b>" + name + "</b>")  # expect: code-cross-site-scripting
    fine = M("<b>{}</b>").format(name)  # ok: code-cross-site-scripting
    return render_template("page.html", bold=bold, fine=fine)


@app.route("/response")
def response():
    body = request.args["body"]
    if request.args.get("json"):
        return Response(json.dumps({"body": body}), mimetype="application/json")  # ok: code-cross-site-scripting
    if request.args.get("text"):
        return Response(body, content_type="text/plain")  # ok: code-cross-site-scripting
    if request.args.get("page"):
        return Response(body)  # expect: code-cross-site-scripting
    return make_response("<p>" + body + "</p>", 400)  # expect: code-cross-site-scripting


@app.route("/with-status")
def with_status():
    return "<p>unknown: " + request.args["id"] + "</p>", 404  # expect: code-cross-site-scripting


class Profile(MethodView):
    def get(self, name):
        return "<p>" + name + "</p>"  # expect: code-cross-site-scripting

    def post(self, name):
        return redirect(url_for("profile", name=name))  # ok: code-cross-site-scripting


app.add_url_rule("/profile/<name>", view_func=Profile.as_view("profile"))
