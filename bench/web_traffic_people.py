# ruff: noqa: E501, PLR2004, S311 - addresses are long, shares are shares, people are simulated
"""Who visits each application, and what they do there: nobody means harm, many do it clumsily."""

from __future__ import annotations

import base64
import heapq
import itertools
import json
import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from web_traffic_apps import CUSTOMERS, EDITORS, PASSWORD
from web_traffic_drive import Agenda, Answer, Ask, Visit, Visitor, arrivals
from web_traffic_town import AS_SCRIPTS, Town
from web_traffic_words import (
    APPS,
    BOOKS,
    BOTS,
    DESKTOP,
    FILES,
    NAMES,
    PEOPLE,
    READERS,
    SQL,
    STORIES,
    TOOLS,
    TOWNS,
    slug,
)  # fmt: skip

_TOKEN = re.compile(rb'name="(?:csrf_token|csrfmiddlewaretoken|csrf-token)"[^>]*?(?:value|content)="([^"]+)')
_LINK = re.compile(rb'href="(/(?:product/)?[a-z0-9-]+/?)"')
_AGAIN = 0.75
_PRODUCTS = ("snaffle-bit", "leather-bridle", "saddle-pad", "girth", "hoof-pick", "head-collar", "lunge-line")
_PAGES = tuple(
    slug(f"{thing} {of} {number}")
    for number, (thing, of) in enumerate((thing, of) for thing in STORIES for of in TOWNS[:8])
)


# People paste code into the search of a site for builders rather than into that of a shop.
_ODD = {"shop": 0.005, "library": 0.05, "site": 0.05}


def agenda(name: str, seed: int, begin: float, days: float, a_day: float) -> Agenda:
    """All visits of an application.

    Args:
        name: shop, library or site.
        seed: of everything.
        begin: first moment of the log.
        days: how long it lasts.
        a_day: visits of people.
    """
    town = Town(random.Random(f"{seed}:{name}"))
    kinds, machines = _CASTS[name]
    makers = [maker for maker, weight in kinds for _ in range(weight)]
    people = (
        (moment, _polite(town.chance.choice(makers)(town)))
        for moment in arrivals(town.chance, begin, days, a_day)
    )
    running = [(begin + place * 7.0, maker(town)) for place, maker in enumerate(machines)]
    return Agenda(heapq.merge(running, people, key=lambda one: one[0]), begin + days * 86_400)


def _polite(visit: Visit) -> Visit:
    """A visit of at most two hundred requests."""
    ask = next(visit, None)
    for _ in range(200):
        if ask is None:
            return
        answer = yield ask
        try:
            ask = visit.send(answer)
        except StopIteration:
            return


def _think(town: Town) -> float:
    return min(600.0, town.chance.lognormvariate(2.3, 1.0))


def _form(fields: dict[str, Any]) -> bytes:
    return urlencode(fields).encode()


def _page(town: Town, visitor: Visitor, target: str, referer: str = "", wait: float = -1.0) -> Any:
    """A page of the shop, with what a browser fetches along with it."""
    answer = yield Ask(visitor, target, _think(town) if wait < 0 else wait, referer=referer)
    if answer.status in {301, 302, 303} and answer.location:
        answer = yield Ask(visitor, answer.location.removeprefix("http://127.0.0.1"), 0.1, referer=referer)
    found = _TOKEN.search(answer.body)
    if found:
        visitor.token = found[1].decode()
    own = "http://127.0.0.1" + target
    for asset in ("/static/shop.css", "/static/shop.js", "/static/money.js", "/favicon.ico"):
        if asset not in visitor.has:
            visitor.has.add(asset)
            yield Ask(visitor, asset, 0.05, referer=own)
    yield Ask(visitor, "/api/basket", 0.1, referer=own)
    return answer


def _typed(town: Town, visitor: Visitor, words: str) -> Visit:
    """Suggestions while somebody types; not every letter is fast enough to be asked for."""
    end = 0
    while end < min(len(words), 40):
        end += town.chance.randrange(1, 5)
        target = "/api/products?q=" + quote(words[:end], safe=AS_SCRIPTS)
        yield Ask(visitor, target, 0.4, referer="http://127.0.0.1/")


def _log_in(town: Town, visitor: Visitor, email: str, after: str) -> Any:
    target = "/login" + (f"?next={quote(after, safe='')}" if after else "")
    yield from _page(town, visitor, target)
    tries = town.chance.choices((0, 1, 2), (88, 9, 3))[0]
    for left in range(tries, -1, -1):
        fields = {"email": email, "password": PASSWORD + "x" * left, "csrf_token": visitor.token}
        answer: Answer = yield Ask(
            visitor, target, _think(town), "POST", _form(fields), referer="http://127.0.0.1" + target
        )
    if answer.location:
        yield from _page(town, visitor, answer.location, wait=0.1)


def shopper(town: Town) -> Visit:
    """Looks around, searches, puts things into the basket, sometimes buys."""
    chance = town.chance
    number = chance.randrange(CUSTOMERS * 3)
    visitor = town.regular(f"customer{number}") if number < CUSTOMERS else town.visitor()
    start = chance.choice(("/", "/", f"/product/{chance.choice(_PRODUCTS)}"))
    answer = yield from _page(
        town, visitor, start + ("?" + town.tracking() if chance.random() < 0.4 else ""), town.referer(), 0.0
    )
    bought = False
    while chance.random() < _AGAIN:
        pick = chance.random()
        if pick < 0.4:
            links = _LINK.findall(answer.body) or [b"/"]
            answer = yield from _page(town, visitor, chance.choice(links).decode(), "http://127.0.0.1/")
        elif pick < 0.75:
            words = town.words()
            yield from _typed(town, visitor, words)
            more = chance.choice(("", "", "&sort=price", "&sort=new", f"&page={chance.randrange(1, 9)}"))
            answer = yield from _page(
                town, visitor, f"/?q={town.encoded(words)}{more}", "http://127.0.0.1/", 1.0
            )
        elif pick < 0.9:
            fields = {"quantity": chance.choice((1, 1, 2)), "add": 1, "csrf_token": visitor.token}
            yield Ask(visitor, f"/basket/{chance.randrange(1, 30)}", 3.0, "POST", _form(fields))
            answer = yield from _page(town, visitor, "/basket", wait=0.1)
            bought = True
        else:
            target = chance.choice(
                (
                    "/product/undefined",
                    "/old-shop/index.php?id=12&lang=de",
                    "/product/" + quote(chance.choice(STORIES)),
                    "/%7B%7Bproduct.url%7D%7D",
                    "/robots.txt",
                    "/product/girth)",
                    "/.well-known/change-password",
                    "/apple-touch-icon.png",
                    "/reset/" + "WzEsImFiYyJd.aQx" + f"{chance.getrandbits(90):x}",
                )
            )
            answer = yield from _page(town, visitor, target, town.referer())
    if number < CUSTOMERS and (bought or chance.random() < 0.15):
        yield from _customer(town, visitor, number)


def _customer(town: Town, visitor: Visitor, number: int) -> Visit:
    chance = town.chance
    answer = yield from _page(town, visitor, "/orders")
    if b"/login" in answer.body and b"Log in" in answer.body:
        yield from _log_in(town, visitor, f"customer{number}@mail.example", "/orders?")
    if chance.random() < 0.5:
        yield from _page(town, visitor, "/checkout")
        fields = {
            "street": chance.choice(TOWNS) + " 5'",
            "postcode": "10115",
            "town": chance.choice(TOWNS),
            "csrf_token": visitor.token,
        }
        yield Ask(
            visitor, "/checkout", _think(town), "POST", _form(fields), referer="http://127.0.0.1/checkout"
        )
        yield from _page(town, visitor, f"/orders/{chance.randrange(1, 50)}")
    if chance.random() < 0.3:
        fields = {"stars": chance.randrange(1, 6), "body": town.words(), "csrf_token": visitor.token}
        yield Ask(visitor, f"/product/{chance.choice(_PRODUCTS)}/review", _think(town), "POST", _form(fields))
    if number < 3:
        for target in ("/admin/", "/admin/sales?by=placed", "/admin/sales?by=total", "/admin/product/3"):
            yield from _page(town, visitor, target)


def shop_app(town: Town) -> Visit:
    """The application for telephones: names as parameters, JSON both ways."""
    chance = town.chance
    visitor = town.regular(f"phone{chance.randrange(3000)}", APPS)
    if not visitor.token:
        answer = yield Ask(visitor, "/login?app=1&platform=ios&v=4.2.1")
        found = _TOKEN.search(answer.body)
        visitor.token = found[1].decode() if found else "-"
    for _ in range(chance.randrange(2, 14)):
        pick = chance.random()
        if pick < 0.45:
            yield from _typed(town, visitor, town.words())
        elif pick < 0.75:
            part = chance.choice((
                "filter=" + quote(json.dumps({"size": ["M", "L"], "price": {"max": 100}, "q": town.words()})),
                "filter[price][max]=100&filter[brand][]=O%27Neill&filter[brand][]=D%26G",
                "fields=id,name,variants(id,price)&expand=reviews.author&sort=-price,name",
                "query=" + quote('{ products(first: 10, filter: {name: "rider\'s"}) { edges { node { id name } } } }'),
                "query=" + quote("query($id: ID!){product(id:$id){name,price,...F}} fragment F on Product{stock}") + "&variables=%7B%22id%22%3A5%7D",
                "after=" + base64.b64encode(json.dumps(["Product", chance.randrange(999)]).encode()).decode(),
                "where=price%20lt%20100%20and%20name%20eq%20%27girth%27", "$filter=price lt 100 and startswith(name,'Sa')".replace(" ", "%20"),
                "rql=and(eq(town,L%27Aquila),gt(price,5))", "ids=1,2,3,4,5&include=stock", "bbox=5.9,47.2,15.0,55.1&zoom=7",
                "device=" + quote("Joe's iPhone (2)") + "&tz=Europe/Berlin&locale=de_DE@currency=EUR",
            ))  # fmt: skip
            yield Ask(visitor, f"/api/products?q={quote(chance.choice(STORIES)[:5])}&{part}", _think(town))
        else:
            body = json.dumps({"quantity": chance.randrange(1, 4)}).encode()
            given = (("X-CSRF-Token", visitor.token),)
            yield Ask(
                visitor,
                f"/api/basket/{chance.randrange(1, 30)}",
                _think(town),
                "PUT",
                body,
                "application/json",
                headers=given,
            )


def monitor(town: Town) -> Visit:
    """Asks every minute whether all is well."""
    visitor = Visitor("10.0.4.17", "kube-probe/1.34")
    while True:
        yield Ask(visitor, "/healthz" if town else "/", 60.0)


def crawler(targets: Callable[[Town], str], pace: float) -> Callable[[Town], Visit]:
    """A search engine that comes back and back."""

    def visit(town: Town) -> Visit:
        visitor = Visitor(
            f"66.249.{town.chance.randrange(64, 96)}.{town.chance.randrange(255)}", town.chance.choice(BOTS)
        )
        for number in itertools.count():
            yield Ask(
                visitor,
                "/robots.txt" if number % 300 == 0 else targets(town),
                town.chance.expovariate(1 / pace),
            )

    return visit


def reader(target: str) -> Callable[[Town], Visit]:
    """A feed reader."""

    def visit(town: Town) -> Visit:
        visitor = Visitor(f"45.83.{town.chance.randrange(255)}.9", town.chance.choice(READERS))
        while True:
            yield Ask(visitor, target, 1800.0)

    return visit


def analyst(town: Town) -> Visit:
    """Reads tables, filters, writes SQL in the page that is made for it."""
    chance = town.chance
    visitor = town.regular(f"analyst{chance.randrange(60)}", DESKTOP)
    yield Ask(visitor, "/library", referer=town.referer())
    for _ in range(chance.randrange(1, 9)):
        yield Ask(
            visitor,
            chance.choice((_filtered, _filtered, _asked))(town, ""),
            _think(town),
            referer="http://127.0.0.1/library",
        )


def notebook(town: Town) -> Visit:
    """A program that fetches page after page."""
    chance = town.chance
    visitor = town.regular(f"notebook{chance.randrange(200)}", TOOLS)
    for _ in range(chance.randrange(3, 40)):
        yield Ask(visitor, chance.choice((_filtered, _asked))(town, ".json"), chance.expovariate(2))


def _filtered(town: Town, ending: str) -> str:
    chance = town.chance
    part = chance.choice((
        "author=" + quote_plus(chance.choice(PEOPLE)), "title__contains=" + quote_plus(chance.choice(BOOKS)), "_sort_desc=year", "year__gte=1950&year__lt=2000",
        "language__in=" + quote('["de","fr"]'), "_search=" + quote_plus(chance.choice(PEOPLE)), "author__startswith=O%27&_sort=title",
        "_where=" + quote_plus("year > 1950 and author like 'O''%'"), "_where=" + quote_plus("length(title) > 10 or language = 'fr'"),
        "title__like=" + quote_plus("%it's%"), "author__not=" + quote_plus("d'Annunzio, Gabriele"), "_next=" + str(chance.randrange(4000)), "title__glob=*" + quote_plus("O'")[:3] + "*",
    ))  # fmt: skip
    return f"/library/books{ending}?{part}&_size={chance.choice((5, 10, 20))}" + (
        "&_shape=array" if ending else ""
    )


def _asked(town: Town, ending: str) -> str:
    text = town.chance.choice(SQL)
    if town.chance.random() < 0.5:
        text = text.replace(" from ", "\r\nfrom ").replace(" where ", "\r\nwhere ")
    return f"/library{ending}?sql={quote_plus(text)}" + (
        "&word=" + quote_plus(town.words()) if ":word" in text else ""
    )


def guest(town: Town) -> Visit:
    """Reads stories of the site, searches it."""
    chance = town.chance
    visitor = town.visitor()
    target, referer = "/" if chance.random() < 0.3 else f"/{chance.choice(_PAGES)}/", town.referer()
    if chance.random() < 0.4:
        target += "?" + town.tracking()
    while True:
        yield Ask(visitor, target, _think(town), referer=referer)
        for asset in (
            "/static/css/pages.css",
            "/static/js/pages.js",
            "/static/css/welcome_page.css",
            "/favicon.ico",
        ):
            if asset not in visitor.has:
                visitor.has.add(asset)
                yield Ask(visitor, asset, 0.05, referer="http://127.0.0.1" + target)
        if chance.random() > _AGAIN:
            return
        referer = "http://127.0.0.1" + target.partition("#")[0]
        page = chance.choice(("", "", "&page=2", "&page=3", "&page=last"))
        search = f"/search/?query={town.encoded(town.words())}{page}"
        document = f"/documents/{chance.randrange(1, len(FILES))}/{quote(chance.choice(FILES))}"
        target = chance.choice(
            (f"/{chance.choice(_PAGES)}/", f"/{chance.choice(_PAGES)}/", search, search, search, document)
        )


def editor(town: Town) -> Visit:
    """Logs in, writes and publishes; mistypes a password now and then."""
    chance = town.chance
    name = f"editor{chance.randrange(EDITORS)}"
    visitor = town.regular(name, DESKTOP)
    answer = yield Ask(visitor, "/admin/")
    if answer.status == 302:
        answer = yield Ask(visitor, "/admin/login/?next=/admin/", 0.1)
        for left in range(chance.choices((0, 1, 2), (85, 11, 4))[0], -1, -1):
            found = _TOKEN.search(answer.body)
            fields = {
                "username": name,
                "password": PASSWORD + "x" * left,
                "next": "/admin/",
                "csrfmiddlewaretoken": found[1].decode() if found else "",
            }
            answer = yield Ask(
                visitor,
                "/admin/login/",
                _think(town),
                "POST",
                _form(fields),
                referer="http://127.0.0.1/admin/login/",
            )
    for _ in range(chance.randrange(3, 12)):
        number = chance.randrange(3, 150)
        target = chance.choice((
            f"/admin/pages/{number}/", f"/admin/pages/{number}/edit/?next=/admin/pages/3/%3Fordering%3Dtitle", "/admin/pages/search/?q=" + town.encoded(town.words()),
            "/admin/images/?q=" + town.encoded(chance.choice(FILES)), "/admin/documents/?ordering=-created_at&q=" + quote(chance.choice(FILES)), f"/admin/pages/{number}/history/?user=1&action=wagtail.edit",
            "/admin/reports/site-history/?timestamp_from=2026-10-01&timestamp_to=2026-10-09&label=" + quote_plus(chance.choice(NAMES)), "/admin/choose-page/?page_type=wagtailcore.page&q=" + quote(town.words()),
        ))  # fmt: skip
        yield Ask(visitor, target, _think(town), referer="http://127.0.0.1/admin/")


def program(town: Town) -> Visit:
    """Uses the site's interface for programs."""
    chance = town.chance
    visitor = town.regular(f"program{chance.randrange(100)}", TOOLS + APPS)
    for _ in range(chance.randrange(3, 25)):
        part = chance.choice(
            (
                f"offset={chance.randrange(0, 150, 20)}&limit=20",
                "fields=*,-parent(title)&order=-id",
                "child_of=3&order=title",
                "slug=" + chance.choice(_PAGES),
                "search=" + town.encoded(town.words()) + "&search_operator=or",
                "type=home.HomePage&fields=_,id,title",
                "locale=de&translation_of=5",
                "limit=999",
            )
        )
        yield Ask(visitor, f"/api/v2/pages/?{part}", chance.expovariate(1))


_CASTS: dict[
    str, tuple[tuple[tuple[Callable[[Town], Visit], int], ...], tuple[Callable[[Town], Visit], ...]]
] = {
    "shop": (
        ((shopper, 6), (shop_app, 4)),
        (
            monitor,
            crawler(
                lambda town: f"/product/{town.chance.choice(_PRODUCTS)}?ref={town.chance.randrange(500)}", 60
            ),
            crawler(lambda town: "/?q=" + town.encoded(town.words()), 200),
        ),
    ),
    "library": (
        ((analyst, 1), (notebook, 4)),
        (
            crawler(lambda town: _filtered(town, ""), 300),
            reader("/library.json?sql=select+max(taken)+from+loans&_shape=array"),
        ),
    ),
    "site": (
        ((guest, 12), (program, 4), (editor, 1)),
        (
            crawler(lambda town: f"/{town.chance.choice(_PAGES)}/", 60),
            crawler(lambda _: "/sitemap.xml", 7200),
            reader("/feed/"),
            reader("/feed/?format=atom&tags[]=o%27neill"),
        ),
    ),
}
