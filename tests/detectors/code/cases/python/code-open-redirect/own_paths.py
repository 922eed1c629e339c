from urllib.parse import urlparse

from flask import Flask, abort, redirect, request

app = Flask(__name__)


@app.route("/one-slash")
def one_slash():
    target = request.args.get("next", "/")
    if not target.startswith("/") or target.startswith("//"):
        target = "/"
    return redirect(target)  # ok: code-open-redirect


@app.route("/several")
def several():
    target = request.args.get("next", "/")
    if target.startswith("/") and not target.startswith(("//", "/\\")):
        return redirect(target)  # ok: code-open-redirect
    return redirect(target)  # expect: code-open-redirect


@app.route("/two-slashes")
def two_slashes():
    target = request.args.get("next", "/")
    if target.startswith("/"):
        return redirect(target)  # expect: code-open-redirect
    return redirect("/")


@app.route("/other")
def other():
    target = request.args.get("next", "/")
    if target.startswith("/"):
        target = request.args.get("other", "/")
        if not target.startswith("//"):
            return redirect(target)  # expect: code-open-redirect
    return redirect("/")


@app.route("/area")
def area():
    target = request.args.get("next", "/")
    if target.startswith("/area/"):
        return redirect(target)  # ok: code-open-redirect
    return redirect("/area/")


@app.route("/ours")
def ours():
    target = request.args.get("next", "/")
    if not urlparse(target).netloc.endswith(".example.com"):
        abort(400)
    return redirect(target)  # ok: code-open-redirect


@app.route("/alike")
def alike():
    target = request.args.get("next", "/")
    if not urlparse(target).netloc.endswith("example.com"):
        abort(400)
    return redirect(target)  # expect: code-open-redirect
