"""JSON for the front end."""

from flask import Blueprint, abort, jsonify, request

from shop import basket, db

blueprint = Blueprint("api", __name__)


@blueprint.get("/products")
def products():
    """Names that a search could mean, for the search box."""
    words = request.args.get("q", "").strip()[:80]
    found = db.rows(
        "SELECT slug, name, price FROM product WHERE listed = 1 AND instr(lower(name), lower(?)) ORDER BY name LIMIT 10",
        words,
    )
    return jsonify([dict(item) for item in found])


@blueprint.get("/basket")
def show_basket():
    """Number of things and total of the basket."""
    lines = basket.contents()
    return jsonify(count=sum(line["quantity"] for line in lines), total=basket.total(lines))


@blueprint.put("/basket/<int:product_id>")
def put(product_id):
    """Set a quantity."""
    given = request.get_json(silent=True) or {}
    quantity = given.get("quantity") if isinstance(given, dict) else None
    if not isinstance(quantity, int):
        abort(400)
    if db.row("SELECT 1 FROM product WHERE id = ? AND listed = 1", product_id) is None:
        abort(404)
    basket.put(product_id, quantity)
    return show_basket()
