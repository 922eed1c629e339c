import re

import pytest

from shop import db
from shop.security import own_page


def test_register_log_out_and_in(browser):
    assert browser.register().status_code == 302
    assert "Ann" in browser.get("/profile").get_data(as_text=True)
    browser.post("/logout")
    assert browser.get("/profile").status_code == 302
    assert browser.post("/login", email="ANN@example.org", password=browser.password).status_code == 302
    assert browser.get("/profile").status_code == 200


def test_forms_without_the_token_are_refused(browser):
    assert browser.client.post("/register", data={"name": "x"}).status_code == 400


def test_guessing_is_slowed_down(browser):
    browser.register()
    browser.post("/logout")
    codes = [browser.post("/login", email="ann@example.org", password=f"guess{n}").status_code for n in range(9)]
    assert codes == [401] * 8 + [429]


def test_a_reset_link_works_once(browser):
    browser.register()
    browser.post("/logout")
    browser.post("/forgotten", email="ann@example.org")
    body = db.row("SELECT body FROM outbox ORDER BY id DESC")["body"]
    path = re.search(r"http://localhost(/reset/\S+)", body)[1]
    assert browser.post(path, password="another long one").status_code == 302
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x", "", None])
def test_redirects_stay_in_the_shop(target):
    assert own_page(target, "/home") == "/home"


def test_own_page():
    assert own_page("/orders/3?x=1", "/home") == "/orders/3?x=1"
