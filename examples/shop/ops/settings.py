"""Settings of the weekly report."""

import os

SHOP_DATABASE = os.environ.get("SHOP_DATABASE", "/var/lib/shop/shop.db")
REPORT_TO = os.environ.get("REPORT_TO", "management@tackroom.example")
SMTP_HOST = os.environ.get("SMTP_HOST", "smtp.tackroom.example")
SMTP_USER = os.environ.get("SMTP_USER", "report@tackroom.example")
SMTP_PASSWORD = os.environ["SMTP_PASSWORD"]
SLACK_WEBHOOK = os.environ["SLACK_WEBHOOK"]
