"""What the measures of the code analysis know of each language: its files, its lists and its report."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import code_spans
from corpus import HERE


class Tongue(NamedTuple):
    """A language as it is measured.

    Attributes:
        name: as on the command line.
        shown: as in a report.
        suffixes: how its files end.
        stem: of its lists and its report in this folder: `STEM.toml`, `STEM_advisories.toml`, `STEM.md`.
        aside: paths of tests, documents and examples.
        found: share of the advisories that is to be found, in per cent.
        made: whether a text is a program's work (minified, bundled) and so is not counted.
        functions: line ranges of the functions of a text, inner ones later.
    """

    name: str
    shown: str
    suffixes: tuple[str, ...]
    stem: str
    aside: re.Pattern[str]
    found: int
    made: Callable[[str, bytes], bool]
    functions: Callable[[str, Sequence[str]], list[range]]

    @property
    def option(self) -> str:
        """What a command line says for it; nothing for the first language."""
        return "" if self.name == PYTHON.name else f" --language {self.name}"

    @property
    def projects(self) -> str:
        """The list of its projects."""
        return f"{self.stem}.toml"

    @property
    def report(self) -> Path:
        """Where its sections are written."""
        return HERE / f"{self.stem}.md"

    @property
    def advisories(self) -> Path:
        """The list of its real weaknesses."""
        return HERE / f"{self.stem}_advisories.toml"

    @property
    def held_out(self) -> Path:
        """A second list, of real weaknesses that no rule was made by."""
        return HERE / f"{self.stem}_holdout.toml"

    @property
    def verdicts(self) -> Path:
        """What judges said of its findings."""
        return HERE / f"{self.stem}_verdicts.json"

    def files(self, tree: Path) -> Iterator[Path]:
        """Its files in a tree, sorted within each folder."""
        for folder, folders, names in os.walk(tree):
            folders[:] = sorted(name for name in folders if name != ".git")
            yield from (
                path
                for name in sorted(names)
                if name.endswith(self.suffixes) and (path := Path(folder, name)).is_file()
            )

    def lines(self, tree: Path) -> int:
        """How many lines its files in a tree have, without those that a program made."""
        return sum(
            data.count(b"\n")
            for path in self.files(tree)
            if not self.made(path.relative_to(tree).as_posix(), data := path.read_bytes())
        )


def _never(_path: str, _data: bytes) -> bool:
    return False


def _bundled(path: str, data: bytes) -> bool:
    from vedette.languages.javascript.bundles import is_made

    return is_made(path, data)


_FOLDERS = r"(?:^|/)(?:tests?|testing|docs?|examples?|samples?)/"
PYTHON = Tongue(
    "python",
    "Python",
    (".py",),
    "code",
    re.compile(_FOLDERS + r"|(?:^|/)(?:test_[^/]*|conftest|tests)\.py$"),
    60,
    _never,
    code_spans.python,
)
JAVASCRIPT = Tongue(
    "javascript",
    "JavaScript and TypeScript",
    (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"),
    "javascript",
    re.compile(
        _FOLDERS + r"|(?:^|/)(?:__tests__|__mocks__|specs?|e2e|cypress|fixtures|benchmarks?|e2e-common)/"
        r"|(?:^|/)tests?\.[a-z]+$|[.-](?:test|spec|stories)\.[a-z]+$"
    ),
    55,
    _bundled,
    code_spans.javascript,
)
TONGUES = {one.name: one for one in (PYTHON, JAVASCRIPT)}
