import hashlib
import hmac
import json
import time

import pytest

from shop import db, jobs, mail, payments

ADDRESS = {"street": "Stable lane 1", "postcode": "12345", "town": "Haydorf"}


@pytest.fixture
def order(browser, monkeypatch):
    monkeypatch.setattr(payments, "start_checkout", lambda *_: ("cs_1", "https://pay.example/cs_1"))
    browser.register()
    browser.post("/basket/2", quantity="2", add="1")
    assert browser.post("/checkout", **ADDRESS).headers["Location"] == "https://pay.example/cs_1"
    return db.row("SELECT * FROM orders")


def signed(app, event):
    body = json.dumps(event).encode()
    moment = str(int(time.time()))
    key = app.config["PAYMENT_WEBHOOK_SECRET"].encode()
    digest = hmac.new(key, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"data": body, "headers": {"Stripe-Signature": f"t={moment},v1={digest}"}}


def paid(order, total=None):
    checkout = {"client_reference_id": str(order["id"]), "amount_total": total or order["total"], "payment_intent": "pi_1"}
    return {"type": "checkout.session.completed", "data": {"object": checkout}}


def status():
    return db.row("SELECT status FROM orders")["status"]


def test_an_order_takes_the_goods_from_the_shelf(order):
    assert order["total"] == 25800
    assert db.row("SELECT stock FROM product WHERE id = 2")["stock"] == 6


def test_sold_out_places_no_order(browser):
    browser.register()
    browser.post("/basket/2", quantity="20")
    browser.post("/checkout", **ADDRESS)
    assert db.row("SELECT 1 FROM orders") is None
    assert db.row("SELECT stock FROM product WHERE id = 2")["stock"] == 8


def test_orders_of_others_do_not_exist(browser, order):
    browser.post("/logout")
    browser.register(email="eve@example.org", name="Eve")
    assert browser.get(f"/orders/{order['id']}").status_code == 404
    assert browser.post(f"/orders/{order['id']}/pay").status_code == 404


def test_the_provider_marks_as_paid(app, browser, order):
    assert browser.client.post("/payments/webhook", **signed(app, paid(order))).status_code == 204
    assert status() == "paid"


def test_forged_and_cheap_payments_do_not_count(app, browser, order):
    forged = signed(app, paid(order))
    forged["data"] += b" "
    assert browser.client.post("/payments/webhook", **forged).status_code == 400
    browser.client.post("/payments/webhook", **signed(app, paid(order, total=1)))
    assert status() == "unpaid"


def test_an_old_message_is_not_genuine():
    digest = hmac.new(b"k", b"1000.x", hashlib.sha256).hexdigest()
    assert payments.is_genuine(b"x", f"t=1000,v1={digest}", "k", now=1200)
    assert not payments.is_genuine(b"x", f"t=1000,v1={digest}", "k", now=1400)
    assert not payments.is_genuine(b"x", "garbage", "k", now=1000)


def test_unpaid_orders_free_their_stock(order):
    with db.transaction():
        db.write("UPDATE orders SET placed = datetime('now', '-3 hours')")
    assert jobs.free_unpaid() == 1
    assert status() == "cancelled"
    assert db.row("SELECT stock FROM product WHERE id = 2")["stock"] == 8


def test_mail_is_sent_once_and_tried_again(order):
    def broken(_message):
        raise OSError

    box = []
    assert mail.send_queued(broken) == 0
    assert mail.send_queued(box.append) == 2
    assert mail.send_queued(box.append) == 0
    assert [message["Subject"] for message in box] == ["Welcome", f"Order {order['id']}"]


def test_the_export_has_no_names(app, browser, order, tmp_path):
    browser.client.post("/payments/webhook", **signed(app, paid(order)))
    assert jobs.export(order["placed"][:10]) == 1
    text = next((tmp_path / "exports").iterdir()).read_text(encoding="utf-8")
    assert "25800" in text
    assert "Haydorf" not in text
