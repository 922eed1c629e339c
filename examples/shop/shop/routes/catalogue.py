"""The shelves: list, search, one product, reviews."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from shop import db
from shop.security import login_required

blueprint = Blueprint("catalogue", __name__)

_ORDERS = {"name": "name", "price": "price", "new": "id DESC"}


@blueprint.get("/")
def index():
    """All listed products, or those that a search finds."""
    words = request.args.get("q", "").strip()[:80]
    # The order is chosen from our own list: a column name can't be a parameter.
    order = _ORDERS.get(request.args.get("sort", ""), "name")
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    products = db.rows(
        "SELECT * FROM product WHERE listed = 1"
        " AND (name LIKE ? ESCAPE '\\' OR description LIKE ? ESCAPE '\\') ORDER BY " + order,
        pattern,
        pattern,
    )
    return render_template("index.html", products=products, words=words)


@blueprint.get("/product/<slug>")
def product(slug):
    """One product with its reviews."""
    found = _listed(slug)
    reviews = db.rows(
        "SELECT review.*, account.name FROM review JOIN account ON account.id = review.account"
        " WHERE product = ? ORDER BY written DESC LIMIT 50",
        found["id"],
    )
    return render_template("product.html", product=found, reviews=reviews)


@blueprint.post("/product/<slug>/review")
@login_required
def review(slug):
    """Write a review, or replace one's own."""
    found = _listed(slug)
    stars = request.form.get("stars", type=int, default=0)
    body = request.form.get("body", "").strip()
    if not 1 <= stars <= 5 or not 1 <= len(body) <= 2000:
        abort(400)
    with db.transaction():
        db.write(
            "INSERT OR REPLACE INTO review (product, account, stars, body) VALUES (?, ?, ?, ?)",
            found["id"],
            g.account["id"],
            stars,
            body,
        )
    flash("Thank you for your review.")
    return redirect(url_for("catalogue.product", slug=slug))


def _listed(slug):
    found = db.row("SELECT * FROM product WHERE slug = ? AND listed = 1", slug)
    if found is None:
        abort(404)
    return found
