import re
import secrets
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from shop import create_app, db, security


@pytest.fixture
def app(tmp_path):
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": secrets.token_hex(),
            "DATABASE": str(tmp_path / "shop.db"),
            "BASE_URL": "http://localhost",
            "PAYMENT_API": "http://127.0.0.1:9",
            "PAYMENT_SECRET_KEY": secrets.token_hex(),
            "PAYMENT_WEBHOOK_SECRET": secrets.token_hex(),
            "MAIL_FROM": "orders@tackroom.example",
            "EXPORT_FOLDER": str(tmp_path / "exports"),
        }
    )
    with app.app_context():
        db.create(seed=True)
        yield app


@pytest.fixture
def browser(app):
    return Browser(app.test_client())


class Browser:
    """A client that sends the form token with every form."""

    def __init__(self, client):
        self.client = client
        self.password = secrets.token_hex(8)

    def get(self, path):
        return self.client.get(path)

    def post(self, path, **form):
        return self.client.post(path, data={"csrf_token": self.token(), **form})

    def token(self):
        page = self.client.get("/").get_data(as_text=True)
        return re.search('csrf-token" content="([^"]+)"', page)[1]

    def register(self, email="ann@example.org", name="Ann"):
        return self.post("/register", email=email, name=name, password=self.password)

    def become_admin(self, email="boss@example.org"):
        with db.transaction():
            db.write(
                "INSERT INTO account (email, name, password_hash, admin) VALUES (?, 'Boss', ?, 1)",
                email,
                security.hash_password(self.password),
            )
        return self.post("/login", email=email, password=self.password)
