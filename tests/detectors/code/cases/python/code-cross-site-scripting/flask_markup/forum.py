from flask import Flask, render_template, request
from markupsafe import Markup, escape
import bleach
import markdown

app = Flask(__name__)


def rendered(text):
    return Markup(markdown.markdown(text))  # expect: code-cross-site-scripting


def cleaned(text):
    return Markup(bleach.clean(markdown.markdown(text)))  # ok: code-cross-site-scripting


@app.post("/preview")
def preview():
    return render_template("preview.html", body=rendered(request.form["body"]))


@app.post("/preview2")
def preview2():
    return render_template("preview.html", body=cleaned(request.form["body"]))


@app.errorhandler(404)
def missing(error):
    return f"<h1>Not found: {request.path}</h1>", 404  # expect: code-cross-site-scripting


@app.errorhandler(403)
def refused(error):
    return f"<h1>Refused: {escape(request.path)}</h1>", 403  # ok: code-cross-site-scripting
