"""What providers said of credentials, in words."""

from __future__ import annotations

from vedette.feedback.headline import plural
from vedette.model.finding import Tracked
from vedette.model.verification import Verification, Verified

_WORDS = {
    Verified.live: "live: its provider says that it works, so revoke it now",
    Verified.dead: "dead: its provider knows it no more; it stays open for it stays in the history",
    Verified.unknown: "unknown: its provider gave no clear answer",
}


def words(tracked: Tracked) -> str:
    """One clause about a finding, without a full stop; "" when nobody was asked."""
    return _WORDS[tracked.verified] if tracked.verified else ""


def mark(tracked: Tracked) -> str:
    """The same in a word or two, for a line of many things; "" for what is not known."""
    if tracked.verified in (None, Verified.unknown):
        return ""
    return f"verified {tracked.verified}"


def sentence(done: Verification) -> str:
    """What was verified in the whole run, without a full stop."""
    if not done.credentials:
        return "nothing that was found has a provider to be asked"
    counts = f"{done.live:,} live, {done.dead:,} dead, {done.unknown:,} unknown"
    told = f"{counts}; {plural(done.requests, 'request')}"
    if done.requests and not done.reached:
        return f"{told}, and no provider could be reached: look at the network, or leave --verify out"
    return f"{told}, {done.left:,} not asked about" if done.left else told
