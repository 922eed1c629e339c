"""What happened in the shop's past, commit by commit. A table: how it is carried out is in history.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

REST = ("*",)
FORK = "owners"  # the feature branch leaves `main` after this step

PEOPLE = {
    "ines": ("Ines Hartwig", "ines@tackroom.example"),
    "jonas": ("Jonas Petersen", "jonas@tackroom.example"),
    "mira": ("Mira Kovač", "mira@tackroom.example"),
    "tom": ("Tom Okafor", "tom@tackroom.example"),
}


class Step(NamedTuple):
    """One commit.

    Attributes:
        key: its name in `LATER`.
        author: key of `PEOPLE`.
        date: as git takes it.
        message: the commit message.
        files: paths of examples/shop that arrive with it; `REST` for all that did not arrive yet.
        edits: path -> (old, new) replacements; `$name` in the new text is a field of `Secrets`.
    """

    key: str
    author: str
    date: str
    message: str
    files: tuple[str, ...] = ()
    edits: Mapping[str, tuple[tuple[str, str], ...]] = {}


def _pages(*names: str) -> tuple[str, ...]:
    return tuple(f"shop/templates/{name}.html" for name in names)


MAIN = (
    Step(
        "start",
        "ines",
        "2023-02-06T09:12:40+0100",
        "Start the shop",
        (
            ".gitignore",
            "README.md",
            "requirements.txt",
            "wsgi.py",
            "shop/__init__.py",
            "shop/config.py",
            "shop/db.py",
            "shop/schema.sql",
            "shop/money.py",
            "shop/routes/__init__.py",
            "shop/routes/health.py",
            *_pages("base", "forms", "error"),
        ),
    ),
    Step(
        "accounts",
        "ines",
        "2023-02-09T16:30:02+0100",
        "Let customers register and log in",
        (
            "shop/security.py",
            "shop/mail.py",
            "shop/routes/accounts.py",
            *_pages("register", "login", "profile", "forgotten", "reset"),
            "shop/templates/mail/welcome.txt",
            "shop/templates/mail/reset.txt",
        ),
    ),
    Step(
        "catalogue",
        "jonas",
        "2023-02-14T11:05:19+0100",
        "Show the catalogue, with search and reviews",
        ("shop/routes/catalogue.py", "shop/seed.sql", "shop/static/shop.css", *_pages("index", "product")),
    ),
    Step(
        "basket",
        "jonas",
        "2023-02-21T14:47:33+0100",
        "Add the basket",
        ("shop/basket.py", "shop/routes/basket.py", *_pages("basket")),
    ),
    Step(
        "orders",
        "ines",
        "2023-03-08T10:20:51+0100",
        "Take orders, and send customers to the payment page",
        (
            "shop/payments.py",
            "shop/routes/orders.py",
            *_pages("checkout", "orders", "order"),
            "shop/templates/mail/order.txt",
        ),
    ),
    Step(
        "webhook",
        "mira",
        "2023-03-15T17:58:07+0100",
        "Mark orders as paid when the provider says so",
        ("shop/routes/payments.py",),
    ),
    Step(
        "report",
        "tom",
        "2023-04-03T18:41:26+0200",
        "Weekly report by mail and chat\n\nJust a cron job on the old server for now.",
        ("ops/settings.py", "ops/weekly_report.py"),
    ),
    Step(
        "admin",
        "jonas",
        "2023-05-11T13:15:45+0200",
        "Add the back office",
        ("shop/routes/admin.py", *_pages("admin/dashboard", "admin/product"), "shop/templates/mail/sent.txt"),
    ),
    Step(
        "jobs",
        "mira",
        "2023-06-20T09:33:12+0200",
        "Free the stock of orders that nobody paid, and export the day's orders",
        ("shop/jobs.py",),
    ),
    Step(
        "docker",
        "tom",
        "2023-09-04T15:22:58+0200",
        "Run in containers",
        (".dockerignore", ".env.example", "Dockerfile", "docker-compose.yml"),
    ),
    Step(
        "tests",
        "mira",
        "2024-01-17T12:04:30+0100",
        "Test what customers and thieves do",
        (
            "requirements-dev.txt",
            "tests/conftest.py",
            "tests/test_catalogue.py",
            "tests/test_accounts.py",
            "tests/test_orders.py",
        ),
    ),
    Step(
        "frontend",
        "jonas",
        "2024-04-22T16:11:09+0200",
        "Suggest products while somebody types",
        (
            "package.json",
            "package-lock.json",
            "frontend/money.test.js",
            "shop/routes/api.py",
            "shop/static/money.js",
            "shop/static/shop.js",
            "tests/test_admin.py",
        ),
    ),
    Step(
        "ci",
        "mira",
        "2024-05-02T10:49:54+0200",
        "Test each change and build the image",
        (".github/workflows/ci.yml",),
    ),
    Step(
        "infra",
        "tom",
        "2024-11-13T14:26:37+0100",
        "Describe the bucket and the reporting database",
        ("infra/main.tf", "infra/storage.tf", "infra/database.tf", "infra/variables.tf"),
    ),
    Step("deploy", "tom", "2025-02-27T17:02:21+0100", "Deploy with one command", ("scripts/deploy.sh",)),
    Step(
        "owners",
        "ines",
        "2025-10-08T09:55:16+0200",
        "Say who owns what",
        ("CODEOWNERS", "vedette.toml"),
    ),
    Step("samesite", "mira", "2026-03-19T11:38:44+0100", "Keep the session cookie from other sites"),
    Step("headers", "mira", "2026-05-05T15:20:03+0200", "Forbid frames around the shop", REST),
)

_KEYS = """\
set -eu

export AWS_ACCESS_KEY_ID=$cloud_key_id
export AWS_SECRET_ACCESS_KEY=$cloud_key
"""

BRANCH = (
    Step(
        "retry",
        "jonas",
        "2026-05-06T10:14:28+0200",
        "Do not keep customers waiting for the payment page",
        edits={"shop/payments.py": (("_TIMEOUT = (3, 10)", "_TIMEOUT = (2, 5)"),)},
    ),
    Step(
        "hurry",
        "jonas",
        "2026-05-07T19:52:11+0200",
        "Faster checkout: get it onto production tonight",
        edits={
            "shop/config.py": (
                ('environ["PAYMENT_SECRET_KEY"]', 'environ.get("PAYMENT_SECRET_KEY", "$payment_key")'),
            ),
            "scripts/deploy.sh": (
                ("# Credentials come from the caller's role (aws sso login), never from this file.\n", ""),
                (
                    "set -eu\n",
                    _KEYS,
                ),
            ),
        },
    ),
)

# Path -> needle -> key of the step that brings the lines (in SQL: the statements) with that needle.
LATER: Mapping[str, Mapping[str, str]] = {
    "shop/__init__.py": {
        "from shop import security": "accounts",
        "security.init_app": "accounts",
        "from shop import jobs": "jobs",
        "jobs.work": "jobs",
        **{
            needle: key
            for room, key in (
                ("accounts", "accounts"),
                ("catalogue", "catalogue"),
                ("basket", "basket"),
                ("orders", "orders"),
                ("payments", "webhook"),
                ("admin", "admin"),
                ("api", "frontend"),
            )
            for needle in (f"routes import {room}", f"({room}.blueprint")
        },
    },
    "shop/config.py": {
        '"PAYMENT_API"': "orders",
        '"PAYMENT_SECRET_KEY"': "orders",
        '"PAYMENT_WEBHOOK_SECRET"': "webhook",
        '"SMTP_': "accounts",
        '"MAIL_FROM"': "accounts",
        '"EXPORT_FOLDER"': "jobs",
        '"SESSION_COOKIE_SAMESITE"': "samesite",
    },
    "shop/schema.sql": {
        "EXISTS account": "accounts",
        "EXISTS attempt": "accounts",
        "EXISTS outbox": "accounts",
        "EXISTS review": "catalogue",
        "EXISTS orders": "orders",
        "EXISTS order_line": "orders",
    },
    "shop/security.py": {'"X-Frame-Options"': "headers"},
    "shop/templates/base.html": {
        'name="csrf-token"': "accounts",
        "accounts.login": "accounts",
        "catalogue.index": "catalogue",
        "shop.css": "catalogue",
        "basket.show": "basket",
        "orders.overview": "orders",
        "admin.dashboard": "admin",
        "shop.js": "frontend",
    },
    "requirements.txt": {"requests": "orders", "gunicorn": "docker"},
}
