"""The basket: product id -> quantity, kept in the signed session cookie."""

from flask import session

from shop import db

MOST = 20


def contents():
    """Lines of the basket: product row, quantity and sum, for products that are still listed."""
    wanted = session.get("basket", {})
    lines = []
    for product_id, quantity in sorted(wanted.items()):
        product = db.row("SELECT * FROM product WHERE id = ? AND listed = 1", int(product_id))
        if product:
            lines.append({"product": product, "quantity": quantity, "sum": quantity * product["price"]})
    return lines


def total(lines):
    """Sum of the lines in cents."""
    return sum(line["sum"] for line in lines)


def put(product_id, quantity):
    """Set a quantity; 0 removes the line, more than `MOST` becomes `MOST`."""
    wanted = dict(session.get("basket", {}))
    if quantity <= 0:
        wanted.pop(str(product_id), None)
    else:
        wanted[str(product_id)] = min(quantity, MOST)
    session["basket"] = wanted


def quantity_of(product_id):
    """How many of a product are in the basket."""
    return session.get("basket", {}).get(str(product_id), 0)


def empty():
    """Remove everything."""
    session["basket"] = {}
