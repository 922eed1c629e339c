"""Orders: checkout, and what one has ordered."""

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for

from shop import basket, db, mail, payments
from shop.security import login_required

blueprint = Blueprint("orders", __name__)


class SoldOut(Exception):
    """Somebody else was faster."""


@blueprint.route("/checkout", methods=["GET", "POST"])
@login_required
def checkout():
    """Ask for the address, place the order, send the customer to the payment page."""
    lines = basket.contents()
    if not lines:
        return redirect(url_for("basket.show"))
    total = basket.total(lines)
    if request.method == "GET":
        return render_template("checkout.html", lines=lines, total=total)
    address = [request.form.get(field, "").strip()[:120] for field in ("street", "postcode", "town")]
    if not all(address):
        flash("Please fill in the whole address.")
        return render_template("checkout.html", lines=lines, total=total), 400
    try:
        order_id = _place(lines, total, address)
    except SoldOut as error:
        flash(f"We are sorry: {error} is sold out.")
        return redirect(url_for("basket.show"))
    basket.empty()
    return _pay(order_id, total)


@blueprint.get("/orders")
@login_required
def overview():
    """All orders of the account."""
    orders = db.rows("SELECT * FROM orders WHERE account = ? ORDER BY id DESC", g.account["id"])
    return render_template("orders.html", orders=orders)


@blueprint.get("/orders/<int:order_id>")
@login_required
def show(order_id):
    """One order; somebody else's does not exist."""
    order = _own(order_id)
    lines = db.rows(
        "SELECT order_line.*, product.name FROM order_line JOIN product ON product.id = order_line.product"
        " WHERE orders = ?",
        order_id,
    )
    return render_template("order.html", order=order, lines=lines)


@blueprint.post("/orders/<int:order_id>/pay")
@login_required
def pay(order_id):
    """Try again to pay."""
    order = _own(order_id)
    if order["status"] != "unpaid":
        abort(400)
    return _pay(order_id, order["total"])


def _own(order_id):
    order = db.row("SELECT * FROM orders WHERE id = ? AND account = ?", order_id, g.account["id"])
    if order is None:
        abort(404)
    return order


def _place(lines, total, address):
    with db.transaction():
        order_id = db.write(
            "INSERT INTO orders (account, total, street, postcode, town) VALUES (?, ?, ?, ?, ?)",
            g.account["id"],
            total,
            *address,
        ).lastrowid
        for line in lines:
            product, quantity = line["product"], line["quantity"]
            taken = db.write(
                "UPDATE product SET stock = stock - ? WHERE id = ? AND stock >= ?", quantity, product["id"], quantity
            )
            if not taken.rowcount:
                raise SoldOut(product["name"])
            db.write(
                "INSERT INTO order_line (orders, product, quantity, price) VALUES (?, ?, ?, ?)",
                order_id,
                product["id"],
                quantity,
                product["price"],
            )
        mail.queue(g.account["email"], f"Order {order_id}", "order", name=g.account["name"], order=order_id, total=total)
    return order_id


def _pay(order_id, total):
    back = current_app.config["BASE_URL"] + url_for("orders.show", order_id=order_id)
    try:
        _payment, page = payments.start_checkout(order_id, total, back)
    except payments.PaymentError:
        flash("The payment page does not answer. Your order is kept for two hours.")
        return redirect(back)
    return redirect(page)
