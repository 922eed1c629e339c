# ruff: noqa: E501, PLR2004, S311 - statements of one line; simulated stock
"""Three applications that people use, each behind a log of its own in combined format.

    python bench/web_traffic_apps.py make ROOM                (databases, pages, accounts)
    python bench/web_traffic_apps.py serve ROOM NAME PORT     (shop, library or site)

It runs in the environment that web_traffic.py makes. A client says in `X-Traffic-Time` when its request is to
have happened, and in `X-Forwarded-For` where it came from, as behind a proxy: the log believes both.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from web_traffic_words import BOOKS, NAMES, PEOPLE, STORIES, TOWNS, slug

HERE = Path(__file__).resolve().parent
ROOM = Path(os.environ.get("TRAFFIC_ROOM", "."))
# Of the simulated people; everything that it opens is thrown away.
PASSWORD = "tack" + "room" + str(2026)
CUSTOMERS, EDITORS = 400, 6
_ESCAPED = {ord('"'): "\\x22", ord("\\"): "\\x5C", **{code: f"\\x{code:02X}" for code in (*range(32), 127)}}
_PATH_SAFE = "/:@!$&'()*+,;=-._~"


class Log:
    """An access log, written a line at a time.

    Args:
        path: of the log.
    """

    def __init__(self, path: Path) -> None:
        self._out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._second, self._stamp = -1, ""

    def line(self, given: Callable[[str], str], request: str, status: int, size: int) -> None:
        """Writes one line.

        Args:
            given: a header of the request; "" for none.
            request: method, target and protocol.
            status: of the response.
            size: of its body.
        """
        moment = int(float(given("x-traffic-time") or time.time()))
        if moment != self._second:
            self._second = moment
            self._stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(moment))
        referer, agent = given("referer") or "-", given("user-agent") or "-"
        client = given("x-forwarded-for") or "127.0.0.1"
        told = f'"{_told(request)}" {status} {size} "{_told(referer)}" "{_told(agent)}"\n'
        os.write(self._out, f"{client} - - [{self._stamp}] {told}".encode("utf-8", "surrogateescape"))


class LoggedWsgi:
    """A WSGI application with a log; its path is quoted anew, for the server hands it over decoded."""

    def __init__(self, inner: Any, log: Log) -> None:
        self._inner, self._log = inner, log

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """Answers, and logs the answer."""
        said: list[int] = []

        def began(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            said.append(int(status[:3]))
            return start(status, headers, error)

        environ["REMOTE_ADDR"] = environ.get("HTTP_X_FORWARDED_FOR", "127.0.0.1")
        answer = self._inner(environ, began)
        try:
            body = [bytes(part) for part in answer]
        finally:
            if hasattr(answer, "close"):
                answer.close()
        path = quote(environ["PATH_INFO"].encode("latin-1", "replace"), safe=_PATH_SAFE)
        query = environ.get("QUERY_STRING") or ""
        request = f"{environ['REQUEST_METHOD']} {path}{'?' + query if query else ''} HTTP/1.1"
        self._log.line(
            lambda name: environ.get("HTTP_" + name.upper().replace("-", "_"), ""),
            request,
            said[-1],
            sum(map(len, body)),
        )
        return body


class LoggedAsgi:
    """An ASGI application with a log."""

    def __init__(self, inner: Any, log: Log) -> None:
        self._inner, self._log = inner, log

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answers, and logs the answer."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        status, size = 500, 0

        async def sent(message: dict[str, Any]) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._inner(scope, receive, sent)
        finally:
            headers = {bytes(name): bytes(value) for name, value in scope["headers"]}
            path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
            query = scope["query_string"].decode("latin-1")
            request = f"{scope['method']} {path}{'?' + query if query else ''} HTTP/1.1"
            self._log.line(
                lambda name: headers.get(name.encode(), b"").decode("latin-1"), request, status, size
            )


def shop() -> Any:
    """The shop of examples/shop."""
    sys.path.insert(0, str(HERE.parent / "examples" / "shop"))
    from shop import create_app

    return LoggedWsgi(create_app(_shop_settings()), Log(ROOM / "shop.log"))


def library() -> Any:
    """Datasette over a library's books and loans."""
    from datasette.app import Datasette

    queries = {
        "by_author": {
            "sql": "select title, year from books where author like '%' || :author || '%' order by year"
        },
        "overdue": {"sql": "select * from loans where returned is null and town = :town limit 200"},
    }
    made = Datasette(
        [str(ROOM / "library.db")],
        metadata={"title": "The library", "databases": {"library": {"queries": queries}}},
        settings={"default_page_size": 50, "max_returned_rows": 500},
    )
    return LoggedAsgi(made.app(), Log(ROOM / "library.log"))


def site() -> Any:
    """A Wagtail site: stories, search, feeds, an interface for programs, editors."""
    _site_ready()
    from django.core.wsgi import get_wsgi_application

    return LoggedWsgi(get_wsgi_application(), Log(ROOM / "site.log"))


def make(room: Path) -> None:
    """Databases, pages and accounts of all three."""
    chance = random.Random(7)
    _make_shop(room, chance)
    _make_library(room, chance)
    _make_site(room)


def _told(text: str) -> str:
    return text.translate(_ESCAPED) if not text.isprintable() or '"' in text or "\\" in text else text


def _shop_settings() -> dict[str, Any]:
    return {
        "SECRET_KEY": "k" * 40,
        "DATABASE": str(ROOM / "shop.db"),
        "BASE_URL": "http://127.0.0.1",
        "SESSION_COOKIE_SECURE": False,
        "MAX_CONTENT_LENGTH": 1 << 20,
        # Nobody listens there: the payment page does not answer, and the order is kept.
        "PAYMENT_API": "http://127.0.0.1:9/v1",
        "PAYMENT_SECRET_KEY": "none",
        "PAYMENT_WEBHOOK_SECRET": "none",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": 9,
        "SMTP_USER": "",
        "SMTP_PASSWORD": "",
        "SMTP_STARTTLS": False,
        "MAIL_FROM": "orders@tackroom.example",
        "EXPORT_FOLDER": str(ROOM),
        "SEND_FILE_MAX_AGE_DEFAULT": 86_400,
    }


def _make_shop(room: Path, chance: random.Random) -> None:
    sys.path.insert(0, str(HERE.parent / "examples" / "shop"))
    from shop import create_app, db, security

    with create_app(_shop_settings()).app_context():
        db.create(seed=True)
        known = security.hash_password(PASSWORD)
        with db.transaction():
            for number in range(CUSTOMERS):
                name = NAMES[number % len(NAMES)]
                db.write(
                    "INSERT INTO account (email, name, password_hash, admin) VALUES (?, ?, ?, ?)",
                    f"customer{number}@mail.example",
                    f"{name} {number}",
                    known,
                    int(number < 3),
                )
            for number, (thing, of) in enumerate((thing, of) for thing in STORIES for of in TOWNS[:1]):
                db.write(
                    "INSERT OR IGNORE INTO product (slug, name, description, price, stock) VALUES (?, ?, ?, ?, ?)",
                    slug(f"{thing} {of} {number}"),
                    f"{thing}, {of}",
                    chance.choice(BOOKS),
                    chance.randrange(300, 30_000),
                    chance.randrange(1, 10_000),
                )
        db.connection().execute("PRAGMA journal_mode = WAL")
    del room


def _make_library(room: Path, chance: random.Random) -> None:
    with sqlite3.connect(room / "library.db") as made:
        made.executescript(
            "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, author TEXT, year INTEGER, language TEXT);"
            "CREATE TABLE loans (id INTEGER PRIMARY KEY, book INTEGER REFERENCES books (id), town TEXT,"
            " taken TEXT, returned TEXT, fee REAL);"
            "CREATE VIRTUAL TABLE books_fts USING fts5 (title, author, content='books');"
        )
        for _ in range(4000):
            made.execute(
                "INSERT INTO books (title, author, year, language) VALUES (?, ?, ?, ?)",
                (
                    f"{chance.choice(BOOKS)} {chance.randrange(90)}",
                    chance.choice(PEOPLE),
                    chance.randrange(1850, 2026),
                    chance.choice(("de", "en", "es", "fr", "it", "nl")),
                ),
            )
        for _ in range(20_000):
            made.execute(
                "INSERT INTO loans (book, town, taken, returned, fee) VALUES (?, ?, ?, ?, ?)",
                (
                    chance.randrange(1, 4001),
                    chance.choice(TOWNS),
                    f"2026-{chance.randrange(1, 11):02}-{chance.randrange(1, 29):02}",
                    chance.choice((None, "2026-11-01")),
                    chance.choice((0, 0, 0.5, 1.25)),
                ),
            )
        made.execute("INSERT INTO books_fts (books_fts) VALUES ('rebuild')")


_SETTINGS = """
from .base import *
DEBUG = False
SECRET_KEY = "k" * 50
ALLOWED_HOSTS = ["*"]
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.api.v2", "wagtail.contrib.sitemaps", "django.contrib.sitemaps"]
# Quick, for the passwords of simulated people.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ROOT_URLCONF = "pages.traffic"
# As busy sites do: pages of visitors who are not logged in come from a cache.
MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware", *MIDDLEWARE, "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}}
DATABASES["default"]["CONN_MAX_AGE"] = None
LOGGING = {"version": 1, "disable_existing_loggers": True}
"""
_URLS = """
from django.contrib.syndication.views import Feed
from django.contrib.staticfiles.views import serve
from django.urls import path, re_path
from django.views.decorators.cache import cache_page
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.models import Page
from pages.urls import urlpatterns as others

api = WagtailAPIRouter("wagtailapi")
api.register_endpoint("pages", PagesAPIViewSet)

class Stories(Feed):
    title, link, description = "Stories", "/", "What is new"
    def items(self):
        return Page.objects.live().filter(depth__gt=2).order_by("-id")[:20]
    def item_title(self, item):
        return item.title
    def item_description(self, item):
        return item.title
    def item_link(self, item):
        return item.url

urlpatterns = [
    path("api/v2/", api.urls),
    path("feed/", cache_page(600)(Stories())),
    path("sitemap.xml", cache_page(600)(sitemap)),
    re_path("^static/(?P<path>.*)$", serve, {"insecure": True}),
    *others,
]
"""
_PAGES = """
import sys
sys.path.insert(0, HERE)
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from home.models import HomePage
from wagtail.documents.models import Document
from wagtail.models import Page, Site
from web_traffic_apps import EDITORS, PASSWORD
from web_traffic_words import FILES, STORIES, TOWNS, slug

root = Site.objects.get().root_page
for number, (thing, of) in enumerate((thing, of) for thing in STORIES for of in TOWNS[:8]):
    root.add_child(instance=HomePage(title=f"{thing}, {of}", slug=slug(f"{thing} {of} {number}")))
for number in range(EDITORS):
    User.objects.create_superuser(f"editor{number}", f"editor{number}@site.example", PASSWORD)
for name in FILES:
    Document.objects.create(title=name, file=ContentFile(name.encode(), name=name))
"""


def _make_site(room: Path) -> None:
    place = room / "site"
    place.mkdir()
    python = sys.executable
    subprocess.run([str(Path(python).with_name("wagtail")), "start", "pages", str(place)], check=True)
    (place / "pages" / "settings" / "traffic.py").write_text(_SETTINGS, encoding="utf-8")
    (place / "pages" / "traffic.py").write_text(_URLS, encoding="utf-8")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "pages.settings.traffic"}
    for words, given in ((("migrate", "-v0"), ""), (("shell",), _PAGES.replace("HERE", repr(str(HERE)), 1))):
        subprocess.run(
            [python, "manage.py", *words], cwd=place, env=environment, check=True, input=given, text=True
        )


def _site_ready() -> None:
    place = ROOM / "site"
    sys.path.insert(0, str(place))
    os.chdir(place)
    os.environ["DJANGO_SETTINGS_MODULE"] = "pages.settings.traffic"


def _serve(room: Path, name: str, port: int) -> None:
    from granian import Granian

    os.environ["TRAFFIC_ROOM"] = str(room)
    Granian(
        f"web_traffic_apps:{name}",
        address="127.0.0.1",
        port=port,
        interface="asgi" if name == "library" else "wsgi",
        factory=True,
        workers=2,
        blocking_threads=None if name == "library" else 2,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    asked, given, *further = sys.argv[1:]
    os.environ["TRAFFIC_ROOM"] = given
    ROOM = Path(given)
    if asked == "make":
        make(ROOM)
    else:
        _serve(ROOM, further[0], int(further[1]))
