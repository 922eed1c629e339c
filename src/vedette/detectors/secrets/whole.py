"""Whole files: what is known by a file's name to be a secret, whatever it looks like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

# Lines at whose beginnings something is looked for.
_MOST_LINES = 2000
_LINE = re.compile(rb"^(?=[^\s])|^[ \t]+(?=[^\s])", re.MULTILINE)


class Files:
    """Which rules are for files of a name.

    Args:
        entries: rule id -> whole entry of the data file; its `files` are names, or `folder/*.suffix`.
    """

    def __init__(self, entries: Mapping[str, Mapping[str, object]]) -> None:
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        self._folders: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for rule, entry in entries.items():
            files = entry.get("files", ())
            for name in files if isinstance(files, list | tuple) else ():
                folder, _, suffix = name.partition("/*.")
                if suffix:
                    self._folders[folder, suffix].append(rule)
                else:
                    self._names[name].append(rule)

    def rules(self, path: str) -> list[str]:
        """Ids of the rules for a file."""
        folder, _, name = path.lower().rpartition("/")
        last, suffix = folder.rpartition("/")[2], name.rpartition(".")[2]
        return self._names.get(name, []) + self._folders.get((last, suffix), [])

    def candidates(self, path: str, data: bytes) -> Iterator[tuple[int, str]]:
        """Each beginning of a line, for each rule of the file."""
        rules = sorted(self.rules(path))
        if rules:
            for line, _ in zip(_LINE.finditer(data), range(_MOST_LINES), strict=False):
                for rule in rules:
                    yield line.start(), rule
