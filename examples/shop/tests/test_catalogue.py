def test_search_finds_and_treats_wildcards_as_text(browser):
    assert "Leather bridle" in browser.get("/?q=bridle").get_data(as_text=True)
    assert "0 found" in browser.get("/?q=%25").get_data(as_text=True)


def test_an_unknown_order_is_ignored(browser):
    assert browser.get("/?sort=price;DROP").status_code == 200


def test_reviews_are_shown_as_text(browser):
    browser.register()
    browser.post("/product/girth/review", stars="5", body="<script>alert(1)</script>")
    page = browser.get("/product/girth").get_data(as_text=True)
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_pages_that_are_not_there(browser):
    assert browser.get("/product/unicorn").status_code == 404


def test_headers(browser):
    assert "default-src 'self'" in browser.get("/").headers["Content-Security-Policy"]
