"""Settings come from the environment; nothing secret has a default."""

import os


def from_environment(environ=os.environ):
    """Read all settings.

    Raises:
        KeyError: a setting without a default is missing.
    """
    return {
        "SECRET_KEY": environ["SHOP_SECRET_KEY"],
        "DATABASE": environ.get("SHOP_DATABASE", "/var/lib/shop/shop.db"),
        "BASE_URL": environ.get("SHOP_BASE_URL", "http://localhost:8000"),
        "SESSION_COOKIE_SECURE": environ.get("SHOP_INSECURE_COOKIES") != "yes",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "PAYMENT_API": environ.get("PAYMENT_API", "https://api.stripe.com/v1"),
        "PAYMENT_SECRET_KEY": environ["PAYMENT_SECRET_KEY"],
        "PAYMENT_WEBHOOK_SECRET": environ["PAYMENT_WEBHOOK_SECRET"],
        "SMTP_HOST": environ.get("SMTP_HOST", "localhost"),
        "SMTP_PORT": int(environ.get("SMTP_PORT", "587")),
        "SMTP_USER": environ.get("SMTP_USER", ""),
        "SMTP_PASSWORD": environ.get("SMTP_PASSWORD", ""),
        "SMTP_STARTTLS": environ.get("SMTP_STARTTLS") != "no",
        "MAIL_FROM": environ.get("MAIL_FROM", "orders@tackroom.example"),
        "EXPORT_FOLDER": environ.get("SHOP_EXPORTS", "/var/lib/shop/exports"),
    }
