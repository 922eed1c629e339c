from flask import Blueprint
from flask_login import login_required

bp = Blueprint("orders", __name__)


@bp.post("/orders")
@login_required
def place():
    return "placed"


@bp.post("/orders/<int:order>/cancel")
@login_required
def cancel(order):
    return "cancelled"


@bp.delete("/orders/<int:order>")
def remove(order):  # expect: code-unguarded-route
    return "removed"


@bp.get("/orders")
@login_required
def overview():
    return "all"


@bp.get("/orders/<int:order>")
def show(order):  # ok: code-unguarded-route
    return "one"


@bp.put("/orders/<int:order>")
@login_required
def change(order):
    return "changed"


@bp.post("/orders/<int:order>/notes")
@login_required
def note(order):
    return "noted"


@bp.post("/orders/webhook")
def webhook():  # ok: code-unguarded-route
    return "thanks"


@bp.post("/orders/<int:order>/lines")
@login_required
def add_line(order):
    return "added"


@bp.post("/orders/<int:order>/ship")
@login_required
def ship(order):
    return "shipped"
