"""The background job: sends mail, frees the stock of orders that nobody paid, exports the day's orders."""

import csv
import time
from datetime import datetime, timezone
from pathlib import Path

import click
from flask import current_app

from shop import db, mail

_EXPIRES = "-2 hours"


def turn(today=None):
    """Do everything that is due once.

    Returns:
        Counts of mails sent, orders freed and orders exported.
    """
    today = today or datetime.now(timezone.utc).date().isoformat()
    return mail.send_queued(), free_unpaid(), export(today)


def free_unpaid():
    """Cancel orders that were not paid in two hours and put their goods back on the shelf."""
    with db.transaction():
        late = db.rows("SELECT id FROM orders WHERE status = 'unpaid' AND placed < datetime('now', ?)", _EXPIRES)
        for order in late:
            for line in db.rows("SELECT product, quantity FROM order_line WHERE orders = ?", order["id"]):
                db.write("UPDATE product SET stock = stock + ? WHERE id = ?", line["quantity"], line["product"])
            db.write("UPDATE orders SET status = 'cancelled' WHERE id = ?", order["id"])
    return len(late)


def export(day):
    """Write the paid orders of a day to a CSV file for the accountants, once; names stay out of it.

    Args:
        day: YYYY-MM-DD.
    """
    target = Path(current_app.config["EXPORT_FOLDER"]) / f"orders-{day}.csv"
    paid = db.rows(
        "SELECT id, placed, status, total FROM orders WHERE status IN ('paid', 'sent') AND date(placed) = ? ORDER BY id",
        day,
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["order", "placed", "status", "cents"])
        writer.writerows(tuple(order) for order in paid)
    return len(paid)


@click.command("work")
@click.option("--every", default=30, show_default=True, help="Seconds between two turns; 0 for one turn only.")
def work(every):
    """Run the background job."""
    while True:
        mails, freed, exported = turn()
        current_app.logger.info("%d mails sent, %d orders freed, %d exported", mails, freed, exported)
        if not every:
            return
        time.sleep(every)
