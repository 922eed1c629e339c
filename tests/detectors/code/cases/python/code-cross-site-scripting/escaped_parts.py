import html

from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)


@app.route("/percent")
def percent():
    return Markup("<b>%s</b>") % request.args["name"]  # ok: code-cross-site-scripting


@app.route("/added")
def added():
    return Markup("<b>") + request.args["name"] + Markup("</b>")  # ok: code-cross-site-scripting


@app.route("/text")
def text():
    return "<b>%s</b>" % request.args["name"]  # expect: code-cross-site-scripting


@app.route("/each")
def each():
    return "<p>%s</p>" % ", ".join(map(html.escape, request.args.getlist("name")))  # ok: code-cross-site-scripting


@app.route("/upper")
def upper():
    return "<p>%s</p>" % ", ".join(map(str.upper, request.args.getlist("name")))  # expect: code-cross-site-scripting


@app.route("/plain")
def plain():
    return request.args["text"], 200, {"Content-Type": "text/plain"}  # ok: code-cross-site-scripting


@app.route("/page")
def page():
    return request.args["text"], 200, {"Content-Type": "text/html"}  # expect: code-cross-site-scripting


@app.route("/segment")
def segment():
    return "<p>" + request.args["path"].split("/")[1]  # expect: code-cross-site-scripting


@app.route("/first")
def first():
    return request.args["path"].split("/")[1]  # expect: code-cross-site-scripting
