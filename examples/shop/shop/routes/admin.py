"""The back office: stock, orders, refunds."""

import os
import re

from flask import Blueprint, abort, flash, g, current_app, redirect, render_template, request, send_file, url_for

from shop import db, mail, payments
from shop.money import cents
from shop.security import admin_required

blueprint = Blueprint("admin", __name__)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NEXT = {"paid": "sent"}


@blueprint.get("/")
@admin_required
def dashboard():
    """The newest orders, and what runs out."""
    orders = db.rows(
        "SELECT orders.*, account.email FROM orders JOIN account ON account.id = orders.account"
        " ORDER BY orders.id DESC LIMIT 100"
    )
    products = db.rows("SELECT * FROM product ORDER BY stock, name")
    return render_template("admin/dashboard.html", orders=orders, products=products)


@blueprint.route("/product/new", methods=["GET", "POST"])
@admin_required
def new_product():
    """Put a product on the shelf."""
    if request.method == "GET":
        return render_template("admin/product.html", product=None)
    values = _product_form()
    with db.transaction():
        db.write(
            "INSERT INTO product (slug, name, description, price, stock, listed) VALUES (?, ?, ?, ?, ?, ?)", *values
        )
    return redirect(url_for("admin.dashboard"))


@blueprint.route("/product/<int:product_id>", methods=["GET", "POST"])
@admin_required
def edit_product(product_id):
    """Change a product."""
    product = db.row("SELECT * FROM product WHERE id = ?", product_id)
    if product is None:
        abort(404)
    if request.method == "GET":
        return render_template("admin/product.html", product=product)
    values = _product_form()
    with db.transaction():
        db.write(
            "UPDATE product SET slug = ?, name = ?, description = ?, price = ?, stock = ?, listed = ? WHERE id = ?",
            *values,
            product_id,
        )
    return redirect(url_for("admin.dashboard"))


@blueprint.post("/orders/<int:order_id>/advance")
@admin_required
def advance(order_id):
    """A paid order is sent, and the customer told."""
    order = _order(order_id)
    if order["status"] not in _NEXT:
        abort(400)
    with db.transaction():
        db.write("UPDATE orders SET status = ? WHERE id = ?", _NEXT[order["status"]], order_id)
        mail.queue(order["email"], f"Order {order_id} is on its way", "sent", name=order["name"], order=order_id)
    current_app.logger.info("order %d sent by account %d", order_id, g.account["id"])
    return redirect(url_for("admin.dashboard"))


@blueprint.post("/orders/<int:order_id>/refund")
@admin_required
def refund(order_id):
    """Give the money of an order back."""
    order = _order(order_id)
    if order["status"] not in ("paid", "sent") or not order["payment"]:
        abort(400)
    try:
        payments.refund(order["payment"], order_id)
    except payments.PaymentError:
        flash("The payment provider does not answer; nothing was refunded.")
        return redirect(url_for("admin.dashboard"))
    with db.transaction():
        db.write("UPDATE orders SET status = 'refunded' WHERE id = ?", order_id)
    current_app.logger.info("order %d refunded by account %d", order_id, g.account["id"])
    return redirect(url_for("admin.dashboard"))


@blueprint.get("/sales")
@admin_required
def sales():
    """All orders by a column. Planted: the column comes from the address and goes into the statement."""
    column = request.args.get("by", "placed")
    return {"orders": [dict(order) for order in db.rows(db.sorted_by("orders", column))]}


@blueprint.get("/labels")
@admin_required
def label():
    """A printed label. Planted: its name may climb out of the folder."""
    return send_file(os.path.join(current_app.instance_path, "labels", request.args.get("name", "")))


def _order(order_id):
    order = db.row(
        "SELECT orders.*, account.email, account.name FROM orders JOIN account ON account.id = orders.account"
        " WHERE orders.id = ?",
        order_id,
    )
    if order is None:
        abort(404)
    return order


def _product_form():
    form = request.form
    slug, name = form.get("slug", "").strip(), form.get("name", "").strip()
    stock = form.get("stock", type=int, default=-1)
    try:
        price = cents(form.get("price", ""))
    except ValueError:
        abort(400)
    if not _SLUG.fullmatch(slug) or not 1 <= len(name) <= 100 or stock < 0:
        abort(400)
    return slug, name, form.get("description", "").strip()[:2000], price, stock, int("listed" in form)
