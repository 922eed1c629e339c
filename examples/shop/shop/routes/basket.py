"""The basket's pages."""

from flask import Blueprint, abort, redirect, render_template, request, url_for

from shop import basket, db

blueprint = Blueprint("basket", __name__)


@blueprint.get("/basket")
def show():
    """What is in it, and what it costs."""
    lines = basket.contents()
    return render_template("basket.html", lines=lines, total=basket.total(lines))


@blueprint.post("/basket/<int:product_id>")
def put(product_id):
    """Set or add a quantity."""
    if db.row("SELECT 1 FROM product WHERE id = ? AND listed = 1", product_id) is None:
        abort(404)
    quantity = request.form.get("quantity", type=int, default=1)
    if request.form.get("add"):
        quantity += basket.quantity_of(product_id)
    basket.put(product_id, quantity)
    return redirect(url_for("basket.show"))
