import pytest

from shop import db
from shop.money import cents, euros


def test_customers_have_no_business_in_the_back_office(browser):
    assert browser.get("/admin/").status_code == 403
    browser.register()
    assert browser.get("/admin/").status_code == 403
    assert browser.post("/admin/product/new", name="x").status_code == 403


def test_registering_never_makes_an_administrator(browser):
    browser.post("/register", email="e@example.org", name="E", password=browser.password, admin="1")
    assert db.row("SELECT admin FROM account")["admin"] == 0


def test_a_new_product(browser):
    browser.become_admin()
    values = {"slug": "oats", "name": "Oats", "price": "12,50", "stock": "3", "listed": "on"}
    assert browser.post("/admin/product/new", **values).status_code == 302
    assert "12.50 €" in browser.get("/product/oats").get_data(as_text=True)
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/admin/product/9").status_code == 200
    assert browser.post("/admin/product/9", **{**values, "slug": "../oats"}).status_code == 400


def test_the_basket_of_the_front_end(browser):
    headers = {"X-CSRF-Token": browser.token()}
    answer = browser.client.put("/api/basket/5", json={"quantity": 99}, headers=headers)
    assert answer.get_json() == {"count": 20, "total": 7900}
    assert browser.client.put("/api/basket/5", json={"quantity": "x"}, headers=headers).status_code == 400
    assert [item["slug"] for item in browser.get("/api/products?q=LINE").get_json()] == ["lunge-line"]
    assert "Hoof pick" in browser.get("/basket").get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "x", "1.234", "-1", "NaN", "Infinity", "1e9"])
def test_not_amounts(text):
    with pytest.raises(ValueError):
        cents(text)


def test_amounts():
    assert (cents("12,50"), euros(1250), euros(-5)) == (1250, "12.50 €", "-0.05 €")
