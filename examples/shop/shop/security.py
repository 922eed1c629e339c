"""Who you are, what you may do, and what the browser is told to guard."""

import hmac
import secrets
from functools import wraps
from urllib.parse import urlsplit

from flask import abort, g, redirect, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash

from shop import db

_WINDOW = "-15 minutes"
_ATTEMPTS = 8
# Compared with when the account is unknown, so that both answers take the same time.
_NOBODY = generate_password_hash(secrets.token_hex())

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self' https://checkout.stripe.com",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def init_app(app):
    """Load the account before each request, check the form token, set the headers after."""
    app.before_request(_load_account)
    app.before_request(_check_token)
    app.after_request(_set_headers)
    app.context_processor(lambda: {"csrf_token": csrf_token, "account": g.get("account")})


def hash_password(password):
    """Salted scrypt hash of a password, as text."""
    return generate_password_hash(password, method="scrypt")


def authenticate(email, password, address):
    """The account row of these credentials, or None; too many failures abort with 429."""
    tries = db.row(
        "SELECT count(*) AS n FROM attempt WHERE made > datetime('now', ?) AND (email = ? OR address = ?)",
        _WINDOW,
        email,
        address,
    )
    if tries["n"] >= _ATTEMPTS:
        abort(429)
    found = db.row("SELECT * FROM account WHERE email = ?", email)
    stored = found["password_hash"] if found else _NOBODY
    if check_password_hash(stored, password) and found:
        return found
    with db.transaction():
        db.write("INSERT INTO attempt (email, address) VALUES (?, ?)", email, address)
    return None


def log_in(account_id):
    """Start a new session, so that an old one cannot be fixed upon the visitor; the basket stays."""
    basket = session.get("basket", {})
    session.clear()
    session["account"] = account_id
    session["basket"] = basket


def log_out():
    """Forget everything about the visitor."""
    session.clear()


def login_required(view):
    """Send visitors to the login page first."""

    @wraps(view)
    def guarded(*args, **kwargs):
        if g.account is None:
            return redirect(url_for("accounts.login", next=request.full_path))
        return view(*args, **kwargs)

    return guarded


def admin_required(view):
    """Let administrators pass; everybody else gets 403."""

    @wraps(view)
    def guarded(*args, **kwargs):
        if g.account is None or not g.account["admin"]:
            abort(403)
        return view(*args, **kwargs)

    return guarded


def csrf_token():
    """The token that every form of this session carries."""
    if "token" not in session:
        session["token"] = secrets.token_urlsafe(32)
    return session["token"]


def exempt_from_token(view):
    """Mark a view that is called by machines, which prove themselves in another way."""
    view.exempt_from_token = True
    return view


def own_page(target, fallback):
    """`target` if it is a path of this shop, else `fallback`: redirects never leave the shop."""
    parts = urlsplit(target or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in (target or ""):
        return fallback
    if (target or "").startswith("//"):
        return fallback
    return target


def _load_account():
    wanted = session.get("account")
    g.account = db.row("SELECT * FROM account WHERE id = ?", wanted) if wanted else None


def _check_token():
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    view = _view_function()
    if getattr(view, "exempt_from_token", False):
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(given.encode(), session.get("token", "").encode()) or not given:
        abort(400)


def _view_function():
    from flask import current_app

    return current_app.view_functions.get(request.endpoint)


def _set_headers(response):
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
