"""Archives made with the standard library, and a look at them through the source."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import zipfile

from vedette.model.coverage import Skip
from vedette.sources.archive.source import ArchiveSource
from vedette.sources.interface import Unexaminable
from vedette.sources.opening import open_source

LIMIT = 1 << 20


def look(path, limit=LIMIT):
    """Texts and skips by path. Each path is asked once, and every entry is settled one way."""
    source = open_source(path, max_file_bytes=limit)
    assert isinstance(source, ArchiveSource), type(source)
    found = list(source.entries())
    assert len({thing.path for thing in found}) == len(found), "each path once"
    texts, skips = {}, {}
    reader = pickle.loads(pickle.dumps(source.reader()))  # noqa: S301 - our own
    for thing in found:
        parts = thing.path.split("/")
        assert not {"", ".", ".."} & set(parts), f"{thing.path} leads elsewhere"
        if isinstance(thing, Skip):
            skips[thing.path] = thing
            continue
        try:
            texts[thing.path] = reader.read(thing)
        except Unexaminable as error:
            skips[thing.path] = error.skip
    reader.close()
    return texts, skips


def reasons(skips):
    return {path: (skip.cls.value, skip.reason) for path, skip in skips.items()}


def made_zip(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def made_tar(members, mode="w", form=tarfile.PAX_FORMAT):
    """`members`: a TarInfo or a name, and the data."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        for info, data in members:
            one = tarfile.TarInfo(info) if isinstance(info, str) else info
            one.size = len(data)
            archive.addfile(one, io.BytesIO(data))
    return out.getvalue()


def made_gzip(data):
    return gzip.compress(data, mtime=0)
