"""Keys of whose statements about vulnerabilities (VEX) are believed."""

from __future__ import annotations

from typing import Any

from vedette.settings.key import Key

_LONGEST = 500
_MOST = 100


def _texts(value: Any) -> Any:
    is_list = isinstance(value, list) and len(value) <= _MOST
    if not is_list or not all(isinstance(one, str) and 0 < len(one) <= _LONGEST for one in value):
        raise ValueError(value)
    return value


VEX_KEYS: tuple[Key, ...] = (
    Key(
        name="vex.files",
        attribute="policy.vex.files",
        type=tuple[str, ...],
        expects="a list of paths, relative to the root of the repository",
        doc="Files of the tree with statements about vulnerabilities (OpenVEX, or CycloneDX with analyses) "
        "that are heard in each run. As all policy they are read from the base of a change: what it adds "
        "counts once it is merged.",
        read=_texts,
    ),
    Key(
        name="vex.authors",
        attribute="policy.vex.authors",
        type=tuple[str, ...],
        expects="a list of names as the files have them; `*` and `?` are wildcards",
        doc="Whose statements are believed, nobody else's. Empty, whoever wrote a file that was given is, "
        "but not on what is critical: for that two have to stand, the author and who named them here.",
        read=_texts,
    ),
    Key(
        name="vex.products",
        attribute="policy.vex.products",
        type=tuple[str, ...],
        expects="a list of package URLs or names",
        doc="What others call that which is scanned, such as `pkg:oci/shop`. A statement about a package in "
        "another product says nothing here.",
        read=_texts,
    ),
)
