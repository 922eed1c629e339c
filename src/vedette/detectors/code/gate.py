"""The cheap question before a text is parsed: does it mention anything at which an analysis may start?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.languages.catalogue import Catalogue

# Words are cut out of one window at a time, since most texts answer yes in the first.
_WINDOW = 16 * 1024
_WORD = frozenset(b"_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SPACES = bytes(sign if sign in _WORD or sign >= 0x80 else 32 for sign in range(256))  # noqa: PLR2004 - beyond ASCII
_LAST = re.compile(r"([^\W\d]\w*)\W*$")


class Gate:
    """Chooses texts by their words.

    Args:
        words: one of which stands in any text that is chosen.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word.encode() for word in words)

    def chooses(self, data: bytes) -> bool:
        """Whether a text has one of the words, in time linear in its length."""
        start = 0
        while start < len(data):
            # A window ends with a line, so that no word is cut.
            end = data.find(b"\n", start + _WINDOW) + 1 or len(data)
            if not self._words.isdisjoint(data[start:end].translate(_SPACES).split()):
                return True
            start = end
        return False


def words_of(catalogue: Catalogue) -> frozenset[str]:
    """Words of which a text has at least one if a source, an entry or a check is in it.

    An import may give anything another name, but the last attribute of a name stands where it is read.
    """
    names = [name for source in catalogue.sources for name in source.names]
    for check in catalogue.checks:
        names += [*check.names, *check.sets, *check.reads]
    for entry in catalogue.entries:
        names += [*entry.decorators, *entry.bases, *entry.registered, *entry.first]
    return frozenset(found[1] for name in names if (found := _LAST.search(name)))
