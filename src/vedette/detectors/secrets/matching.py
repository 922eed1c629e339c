"""Which matcher this machine can have."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.detectors.secrets.candidates import Matcher


def matcher(
    patterns: Mapping[str, str],
    cache_dir: str,
    cache_key: bytes = b"",
    gates: Mapping[str, str] | None = None,
    origin: bytes = b"",
) -> Matcher:
    """The best matcher of this machine.

    Args:
        patterns: rule id -> pattern.
        cache_dir: where a compiled database is kept; "" for nowhere.
        cache_key: seals it, so that nobody else can put another in its place.
        gates: expression -> name of a gate, looked for as well.
        origin: digest of what the patterns come from, for which a kept database is believed to be theirs;
            b"" to look at the patterns themselves.
    """
    try:
        from vedette.detectors.secrets.match_hyperscan import HyperscanMatcher
    except ImportError:
        from vedette.detectors.secrets.match_plain import PlainMatcher

        return PlainMatcher(patterns, gates)
    return HyperscanMatcher(patterns, cache_dir, cache_key, gates, origin)
