from urllib.parse import urlparse, urljoin

from flask import Blueprint, redirect, request, session, url_for

bp = Blueprint("auth", __name__)


def is_relative(target):
    return target.startswith("/")


def same_domain(target):
    return urlparse(target).netloc.endswith("example.com")


def is_safe(target):
    ours = urlparse(request.host_url)
    other = urlparse(urljoin(request.host_url, target))
    return other.scheme in ("http", "https") and ours.netloc == other.netloc


@bp.route("/login", methods=["POST"])
def login():
    target = request.args.get("next")
    if not target or not is_relative(target):
        target = url_for("index")
    return redirect(target)  # expect: code-open-redirect


@bp.route("/sso", methods=["POST"])
def sso():
    target = request.form.get("continue") or url_for("index")
    if same_domain(target):
        return redirect(target)  # expect: code-open-redirect
    return redirect(url_for("index"))


@bp.route("/signin", methods=["POST"])
def signin():
    target = request.args.get("next", "/")
    if not is_safe(target):
        target = "/"
    return redirect(target)  # ok: code-open-redirect


@bp.route("/after")
def after():
    return redirect(session.pop("next", "/"))  # ok: code-open-redirect
