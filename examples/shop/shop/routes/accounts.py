"""Accounts: register, log in and out, profile, forgotten password."""

import sqlite3

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from shop import db, mail, security

blueprint = Blueprint("accounts", __name__)

_SHORTEST = 10
_RESET_SECONDS = 3600


@blueprint.route("/register", methods=["GET", "POST"])
def register():
    """Make an account and log in."""
    if request.method == "GET":
        return render_template("register.html", shortest=_SHORTEST)
    email = request.form.get("email", "").strip()
    name = request.form.get("name", "").strip()
    password = request.form.get("password", "")
    if "@" not in email or len(email) > 200 or not 1 <= len(name) <= 100 or not _acceptable(password):
        flash(f"Please give a name, an address and a password of at least {_SHORTEST} characters.")
        return render_template("register.html", shortest=_SHORTEST), 400
    try:
        with db.transaction():
            account_id = db.write(
                "INSERT INTO account (email, name, password_hash) VALUES (?, ?, ?)",
                email,
                name,
                security.hash_password(password),
            ).lastrowid
            mail.queue(email, "Welcome", "welcome", name=name)
    except sqlite3.IntegrityError:
        flash("That did not work. Do you have an account already?")
        return render_template("register.html", shortest=_SHORTEST), 400
    security.log_in(account_id)
    return redirect(url_for("catalogue.index"))


@blueprint.route("/login", methods=["GET", "POST"])
def login():
    """Log in and go where one came from."""
    if request.method == "GET":
        return render_template("login.html")
    email = request.form.get("email", "").strip()
    found = security.authenticate(email, request.form.get("password", ""), request.remote_addr or "")
    if found is None:
        flash("Address or password is wrong.")
        return render_template("login.html"), 401
    security.log_in(found["id"])
    return redirect(security.own_page(request.args.get("next"), url_for("catalogue.index")))


@blueprint.post("/logout")
def logout():
    """Log out."""
    security.log_out()
    return redirect(url_for("catalogue.index"))


@blueprint.route("/profile", methods=["GET", "POST"])
@security.login_required
def profile():
    """Change one's own name; nothing else of the form is looked at."""
    if request.method == "POST":
        name = request.form.get("name", "").strip()
        if not 1 <= len(name) <= 100:
            abort(400)
        with db.transaction():
            db.write("UPDATE account SET name = ? WHERE id = ?", name, g.account["id"])
        return redirect(url_for("accounts.profile"))
    return render_template("profile.html")


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten():
    """Ask for a link; the answer is the same whether the account exists or not."""
    if request.method == "POST":
        found = db.row("SELECT * FROM account WHERE email = ?", request.form.get("email", "").strip())
        if found:
            link = current_app.config["BASE_URL"] + url_for("accounts.reset", token=_reset_token(found))
            with db.transaction():
                mail.queue(found["email"], "A new password", "reset", name=found["name"], link=link)
        flash("If we know that address, a message is on its way.")
    return render_template("forgotten.html")


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
def reset(token):
    """Set a new password with the link from the message; a link works once."""
    found = _account_of(token)
    if found is None:
        abort(404)
    if request.method == "POST":
        password = request.form.get("password", "")
        if not _acceptable(password):
            abort(400)
        with db.transaction():
            db.write(
                "UPDATE account SET password_hash = ? WHERE id = ?", security.hash_password(password), found["id"]
            )
        flash("The new password is set.")
        return redirect(url_for("accounts.login"))
    return render_template("reset.html", shortest=_SHORTEST)


def _acceptable(password):
    return _SHORTEST <= len(password) <= 200


def _serializer():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="password-reset")


def _reset_token(account):
    # The end of the old hash makes the link useless once the password has changed.
    return _serializer().dumps([account["id"], account["password_hash"][-12:]])


def _account_of(token):
    try:
        account_id, tail = _serializer().loads(token, max_age=_RESET_SECONDS)
    except BadSignature:
        return None
    found = db.row("SELECT * FROM account WHERE id = ?", account_id)
    return found if found and found["password_hash"][-12:] == tail else None
