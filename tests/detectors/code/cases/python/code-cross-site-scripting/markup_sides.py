from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)
END = Markup("</b>")
BOLD = Markup("<b>{text}</b>")


@app.get("/before")
def before():
    return request.args["text"] + END  # ok: code-cross-site-scripting


@app.get("/mapped")
def mapped():
    return BOLD.format_map({"text": request.args["text"]})  # ok: code-cross-site-scripting


@app.get("/text")
def as_text():
    return str(END) + request.args["text"]  # expect: code-cross-site-scripting


@app.get("/taken-back")
def taken_back():
    return BOLD.format(text=request.args["text"]).unescape()  # expect: code-cross-site-scripting


@app.get("/both")
def both():
    return END + Markup(request.args["text"])  # expect: code-cross-site-scripting
