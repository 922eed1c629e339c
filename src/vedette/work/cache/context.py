"""Everything beside content and path class that an outcome depends on, as one digest."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping

import msgspec

from vedette import __version__, index

# Raise it when the form of what is kept changes.
_FORM = 3
_ROOMS = ("analysis", "detectors", "languages", "model", "work")


def context(
    kinds: Iterable[str], rules: str, configuration: Mapping[str, object], identity_key: bytes
) -> bytes:
    """The digest (32 bytes): two runs with the same one judge the same text alike.

    Args:
        kinds: detector kinds, in order.
        rules: digest of the rule set, severities as configured included.
        configuration: other settings that change what becomes of a text.
        identity_key: values are known by hashes made with it; only its own hash enters.
    """
    parts = (
        _FORM,
        __version__,
        _source_tree(),
        _engine(),
        tuple(kinds),
        rules,
        sorted(configuration.items()),
        hashlib.sha256(b"vedette-cache-context-v1" + identity_key).digest(),
    )
    return hashlib.sha256(msgspec.msgpack.encode(parts)).digest()


def _engine() -> str:
    python = f"python {sys.version_info.major}.{sys.version_info.minor}"
    try:
        import hyperscan
    except ImportError:
        return f"{python}, plain"
    return f"{python}, hyperscan {getattr(hyperscan, '__version__', '')}"


def _source_tree() -> str:
    """When the code last changed, where it can change without its version doing so; "" when installed."""
    package = index.PACKAGE
    if not (package.parent.parent / "hatch_build.py").is_file():
        return ""
    state = []
    for room in _ROOMS:
        for folder, _, names in os.walk(package / room):
            for name in names:
                if name.endswith((".py", ".toml")):
                    status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - called a hundred times
                    state.append((name, status.st_mtime_ns, status.st_size))
    return repr(sorted(state))
