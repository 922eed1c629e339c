"""`*.dist-info/METADATA` and `*.egg-info` of Python: one package that is installed, its licence and needs."""

from __future__ import annotations

import re

from vedette.languages.packages.installed.distribution import described
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest

FORMAT = "python-installed"
FILES = ("metadata", "pkg-info", "*.egg-info")

_PATH = re.compile(
    r"(?:.*/)?(?:[^/]+\.dist-info/METADATA|[^/]+\.egg-info(?:/PKG-INFO)?|EGG-INFO/PKG-INFO|PKG-INFO)\Z"
)


def applies(path: str) -> bool:
    """Metadata in folders of that kind."""
    return bool(_PATH.match(path))


def read(path: str, data: bytes) -> Manifest:
    """The package; in time linear in its bytes."""
    return described(Draft(path, FORMAT, data))
