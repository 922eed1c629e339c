"""Tools that look for weaknesses, by the names they give themselves and the marks they leave."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from vedette.detectors.web.excerpt import LONGEST, excerpt
from vedette.detectors.web.signatures import signatures
from vedette.detectors.web.value import Attack, Value

_AGENT = "web-scanner-agent"
_MARK = "web-scanner-mark"
# Hosts that tools make up so that whoever asks them is known to have been deceived.
_CALLBACK = re.compile(
    rb"[\w-]{2,80}\.(?:oast\.(?:pro|live|site|online|fun|me|today)|interact\.sh|interactsh\.com|"
    rb"burpcollaborator\.net|oastify\.com|"
    rb"dnslog\.(?:cn|link|pw|store)|ceye\.io|bxss\.(?:me|in)|xss\.ht|r87\.me|requestbin\.net|"
    rb"canarytokens\.com|pingb\.in|"
    rb"requestrepo\.com|eyes\.sh|tu4\.org|callback\.red|dnsbin\.\w{2,8}|collab\w{0,12}\.net)\b",
    re.IGNORECASE,
)


TARGETS = True
"""It looks at whole targets too."""


def judge(value: Value) -> Iterable[Attack]:
    """A tool that names itself, or a mark that one leaves in the values it tries."""
    if value.where == "agent":
        found = _agents().search(value.raw[:1_000])
        if found is not None:
            return (
                Attack(
                    rule=_AGENT,
                    shown=excerpt(value.raw),
                    reason="the client names itself as a tool that looks for weaknesses",
                ),
            )
    for layer in value.layers:
        text = layer[:LONGEST]
        callback = _CALLBACK.search(text) if b"." in text else None
        if callback is not None:
            reason = "a host of a service that tells tools who was made to ask it"
            return (Attack(rule=_MARK, shown=excerpt(text, callback.start()), reason=reason),)
        mark = _marks().search(text)
        if mark is not None:
            reason = "a mark that a tool leaves in what it tries"
            return (Attack(rule=_MARK, shown=excerpt(text, mark.start()), reason=reason),)
    return ()


@cache
def _agents() -> re.Pattern[bytes]:
    return _any(_AGENT, rb"(?<![a-z])(?:%s)")


@cache
def _marks() -> re.Pattern[bytes]:
    return _any(_MARK, rb"%s")


def _any(rule: str, form: bytes) -> re.Pattern[bytes]:
    """Any literal of a rule's marks."""
    literals = sorted(
        literal for mark in signatures("scanner") if mark.rule == rule for literal in mark.literals
    )
    return re.compile(form % b"|".join(map(re.escape, literals)), re.IGNORECASE)
