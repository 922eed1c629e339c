"""Access logs of nginx, Apache and all that write like them: common, combined, and layouts declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vedette.languages.logs.interface import Format
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.templates import from_template
from vedette.model.errors import UsageError

NAMES = ("combined", "common", "combined-vhost", "common-vhost", "layout")
_COMMON = '$client $ident $user [$moment] "$request" $status $size'
_TEMPLATES = {
    "combined": f'{_COMMON} "$referer" "$agent"...',
    "common": _COMMON,
    "combined-vhost": f'$host {_COMMON} "$referer" "$agent"...',
    "common-vhost": f"$host {_COMMON}",
}


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format of a name; `layout` wants the layout itself in the mapping.

    Raises:
        UsageError: the mapping has no layout, or one that tells nothing.
    """
    if name != "layout":
        return from_template(name, _TEMPLATES[name], moments, loose=True)
    if not mapping.get("layout"):
        raise UsageError(
            "the log format `layout` has no layout", help='add layout = "…" as log_format or LogFormat has it'
        )
    return from_template(name, mapping["layout"], moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Formats to try on a sample, each with its rank; the higher wins where both fit as well."""
    del sample
    for rank, name in enumerate(("common-vhost", "combined-vhost", "combined", "common")):
        yield 50 + rank, create(name, {}, moments)
