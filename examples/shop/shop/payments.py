"""The payment provider's HTTP API: start a checkout, check its messages, give money back."""

import hashlib
import hmac
import time

import requests
from flask import current_app

_TIMEOUT = (3, 10)
_TOLERANCE = 300


class PaymentError(Exception):
    """The provider refused, or could not be reached; no money moved."""


def start_checkout(order_id, total, return_url):
    """Open a checkout page at the provider.

    Args:
        order_id: the order to be paid; sending it twice opens the same page.
        total: cents.
        return_url: where the customer comes back to.

    Returns:
        The provider's id of the payment, and the page to send the customer to.

    Raises:
        PaymentError: no page was opened.
    """
    answer = _call(
        "checkout/sessions",
        {
            "mode": "payment",
            "client_reference_id": str(order_id),
            "line_items[0][quantity]": "1",
            "line_items[0][price_data][currency]": "eur",
            "line_items[0][price_data][unit_amount]": str(total),
            "line_items[0][price_data][product_data][name]": f"Order {order_id}",
            "success_url": return_url,
            "cancel_url": return_url,
        },
        idempotency=f"order-{order_id}",
    )
    return answer["id"], answer["url"]


def refund(payment, order_id):
    """Give the whole amount of an order back.

    Raises:
        PaymentError: nothing was refunded.
    """
    _call("refunds", {"payment_intent": payment}, idempotency=f"refund-{order_id}")


def is_genuine(body, header, secret, now=None):
    """Was this message signed by the provider, less than five minutes ago?

    Args:
        body: the request's bytes as they came.
        header: `t=SECONDS,v1=HEX`, possibly with several v1.
        secret: the signing secret that we share with the provider.
        now: seconds since the epoch; the clock's time if not given.
    """
    fields = [part.partition("=")[::2] for part in header.split(",")]
    moment = next((value for name, value in fields if name == "t"), "")
    if not (moment.isascii() and moment.isdigit()) or not secret:
        return False
    if abs((time.time() if now is None else now) - int(moment)) > _TOLERANCE:
        return False
    wanted = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(name == "v1" and hmac.compare_digest(value.encode(), wanted.encode()) for name, value in fields)


def _call(path, fields, idempotency):
    try:
        response = requests.post(
            f"{current_app.config['PAYMENT_API']}/{path}",
            data=fields,
            headers={
                "Authorization": f"Bearer {current_app.config['PAYMENT_SECRET_KEY']}",
                "Idempotency-Key": idempotency,
            },
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
        response.raise_for_status()
        return response.json()
    except (requests.RequestException, ValueError) as error:
        # The provider's text may repeat what was sent: only the kind of failure goes on.
        raise PaymentError(type(error).__name__) from None
