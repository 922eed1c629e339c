from urllib.parse import urljoin, urlparse, urlsplit

from flask import Flask, abort, redirect, request, url_for

app = Flask(__name__)
PAGES = {"home": "/home", "cart": "/cart"}


@app.route("/login")
def login():
    target = request.args.get("next")
    if request.args.get("fixed"):
        return redirect(url_for("index"))  # ok: code-open-redirect
    if request.args.get("inside"):
        return redirect("/welcome?next=" + target)  # ok: code-open-redirect
    if request.args.get("choice"):
        return redirect(PAGES.get(target, "/"))  # ok: code-open-redirect
    if request.args.get("slash"):
        return redirect("/" + target)  # expect: code-open-redirect
    if target in ("/home", "/cart"):
        return redirect(target)  # ok: code-open-redirect
    return redirect(target)  # expect: code-open-redirect


@app.route("/checked")
def checked():
    target = request.args["next"]
    if urlsplit(target).netloc != "shop.example.com":
        abort(400)
    return redirect(target)  # ok: code-open-redirect


@app.route("/joined")
def joined():
    target = urljoin("https://shop.example.com/", request.args["next"])
    return redirect(target)  # expect: code-open-redirect


@app.route("/address")
def address():
    return redirect(request.url)  # ok: code-open-redirect


@app.route("/header")
def header():
    response = app.make_response("")
    response.headers["Location"] = request.referrer  # expect: code-open-redirect
    response.headers["Location"] = "/index"  # ok: code-open-redirect
    return response, 302


def is_safe(target):
    parts = urlparse(target)
    return not parts.scheme and not parts.netloc and not target.startswith("//")
