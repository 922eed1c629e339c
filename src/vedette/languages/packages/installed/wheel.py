"""`*.whl` and `*.egg`: a distribution of Python as one archive, by the metadata in it."""

from __future__ import annotations

import io
import re
import zipfile

from msgspec.structs import replace

from vedette.languages.packages.installed.archives import FAULTS
from vedette.languages.packages.installed.distribution import described
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest

FORMAT = "python-archive"
FILES = ("*.whl", "*.egg")

_METADATA = re.compile(r"(?:[^/]+\.dist-info/METADATA|EGG-INFO/PKG-INFO)\Z")
_MOST_FILES = 100_000
_LARGEST = 1 << 20


def applies(path: str) -> bool:
    """Every archive of these endings."""
    return path.endswith((".whl", ".egg"))


def read(path: str, data: bytes) -> Manifest:
    """The package, at line 1; in time linear in the bytes, of which no more than metadata is taken out."""
    draft = Draft(path, FORMAT, b"")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()[:_MOST_FILES]
            found = next((one for one in infos if _METADATA.match(one.filename)), None)
            inside = archive.open(found).read(_LARGEST) if found else b""
    except FAULTS:
        draft.gap(-1, "is cut off or no archive: what is in it was not read")
        return draft.done(lock=True)
    if not inside:
        draft.gap(-1, "has no metadata of a distribution")
        return draft.done(lock=True)
    manifest = described(Draft(path, FORMAT, inside))
    # Lines and bytes are of a file within, which nobody can edit where it lies.
    return replace(
        manifest,
        packages=tuple(replace(one, line=1, start=0, end=0) for one in manifest.packages),
        gaps=tuple(replace(one, line=0) for one in manifest.gaps),
    )
