"""What the payment provider tells us."""

import json

from flask import Blueprint, abort, current_app, request

from shop import db, payments
from shop.security import exempt_from_token

blueprint = Blueprint("payments", __name__)


@blueprint.post("/payments/webhook")
@exempt_from_token
def webhook():
    """Mark an order as paid; only messages signed by the provider count, and each counts once."""
    body = request.get_data()
    secret = current_app.config["PAYMENT_WEBHOOK_SECRET"]
    if not payments.is_genuine(body, request.headers.get("Stripe-Signature", ""), secret):
        abort(400)
    event = json.loads(body)
    if event.get("type") != "checkout.session.completed":
        return "", 204
    checkout = event["data"]["object"]
    with db.transaction():
        db.write(
            "UPDATE orders SET status = 'paid', payment = ? WHERE id = ? AND total = ? AND status = 'unpaid'",
            checkout["payment_intent"],
            int(checkout["client_reference_id"]),
            checkout["amount_total"],
        )
    return "", 204
