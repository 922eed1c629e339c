"""Variables as shells, Dockerfiles and compose files write them: `$X`, `${X}`, `${X:-default}`."""

from __future__ import annotations

import re

from vedette.languages.packages.variables import substituted

VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w{0,100})(?:(:?[-+?])([^{}$]{0,500}))?\}|([A-Za-z_]\w{0,100}))")


def resolved(text: str, values: dict[str, str]) -> str:
    """A text with its variables put in; those without a value and a default stay."""
    return substituted(text, VARIABLE, lambda match: _value(match, values))


def _value(match: re.Match[str], values: dict[str, str]) -> str | None:
    name, kind = match[1] or match[4], match[2] or ""
    value = values.get(name)
    if kind.endswith("-"):
        return value if value or (value is not None and kind == "-") else match[3]
    if kind.endswith("+"):
        return match[3] if value or (value is not None and kind == "+") else ""
    return value
