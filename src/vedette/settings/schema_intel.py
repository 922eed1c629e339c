"""Keys of what is publicly known: the database of advisories."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from vedette.settings.key import Authority, Key

MOST_AGE = 3650
MOST_COOLDOWN = 90
_KEY = re.compile(r"[0-9a-f]{64}")
_ECOSYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}")


def _days(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(value)
        return value

    return read


def _fitting(shape: re.Pattern[str]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, list) or not all(
            isinstance(one, str) and shape.fullmatch(one) for one in value
        ):
            raise ValueError(value)
        return value

    return read


INTEL_KEYS: tuple[Key, ...] = (
    Key(
        name="intel.path",
        attribute="intel.path",
        type=str,
        expects="a path",
        doc="The database of advisories. Without it, `vedette/intel.db` in the user's data folder.",
        env="VEDETTE_INTEL",
        authority=Authority.user,
    ),
    Key(
        name="intel.max_age",
        attribute="intel.max_age",
        type=int,
        expects=f"a whole number of days from 1 to {MOST_AGE}",
        doc="Days after which advisories are too old to rely on: a run that judges by them is partial.",
        read=_days(1, MOST_AGE),
    ),
    Key(
        name="intel.cooldown",
        attribute="intel.cooldown",
        type=int,
        expects=f"a whole number of days from 0 to {MOST_COOLDOWN}",
        doc="Days for which a mended version has to be known before it is advised, and `vedette fix` takes "
        "it, unless the weakness is exploited in the wild: a release of yesterday may be an attack that "
        "nobody saw yet. 0 is none.",
        read=_days(0, MOST_COOLDOWN),
    ),
    Key(
        name="intel.mirror",
        attribute="intel.mirror",
        type=str,
        expects="an address, `https://HOST/PATH`",
        doc="Where `vedette intel update` fetches from in place of the public addresses. Below it are "
        "`osv/ECOSYSTEM/all.zip` and `modified_id.csv`, `known_exploited_vulnerabilities.json` and "
        "`epss_scores-current.csv.gz`; with `intel.trusted`, `vedette-intel.zip` and its `.sig` alone.",
        env="VEDETTE_INTEL_MIRROR",
        authority=Authority.user,
    ),
    Key(
        name="intel.trusted",
        attribute="intel.trusted",
        type=tuple[str, ...],
        expects="a list of public keys, 64 hexadecimal digits each",
        doc="Keys by which bundles are believed, as `vedette intel bundle --key` prints them. Without any, "
        "a bundle is taken as it is.",
        authority=Authority.user,
        read=_fitting(_KEY),
    ),
    Key(
        name="intel.ecosystems",
        attribute="intel.ecosystems",
        type=tuple[str, ...],
        expects="a list of ecosystems as OSV calls them",
        doc="What `vedette intel update` fetches advisories for. Empty means PyPI, npm, Go, Maven, "
        "crates.io, RubyGems, Packagist, NuGet and GitHub Actions.",
        authority=Authority.user,
        read=_fitting(_ECOSYSTEM),
    ),
)
