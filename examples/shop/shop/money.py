"""Amounts are whole cents everywhere; only this module writes or reads them for people."""

from decimal import Decimal, InvalidOperation


def euros(cents):
    """`1250` as `12.50 €`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d} €"


def cents(text):
    """`12.50` or `12,50` as 1250.

    Raises:
        ValueError: it is not an amount from 0 to 99,999.99 with at most two decimals.
    """
    try:
        amount = Decimal(text.strip().replace(",", ".")) * 100
    except InvalidOperation:
        raise ValueError(f"not an amount: {text!r}") from None
    if not amount.is_finite() or amount != int(amount) or not 0 <= amount < 10_000_000:
        raise ValueError(f"not an amount: {text!r}")
    return int(amount)
