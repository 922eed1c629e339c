"""Which files a run examines first when its time is bounded: those that most likely hold what matters."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum

from vedette.model.facts import Entry

# Where configuration and credentials stand, by ending and by name.
_CONFIGURATION = (
    ".env", ".yml", ".yaml", ".json", ".toml", ".ini", ".cfg", ".conf", ".properties", ".tf",
    ".tfvars", ".xml", ".pem", ".key", ".p8", ".sh", ".ps1", ".bat", ".netrc", ".npmrc", ".pypirc",
    ".ipynb", ".sql", "dockerfile",
)  # fmt: skip
_SOURCE = (
    ".py", ".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".java", ".kt", ".scala", ".go", ".rb",
    ".php", ".cs", ".c", ".cc", ".cpp", ".h", ".hpp", ".rs", ".swift", ".m", ".pl", ".lua",
    ".dart", ".ex", ".exs", ".groovy", ".vue", ".svelte", ".html", ".erb", ".jsp",
)  # fmt: skip
_LEAST_FOLDERS = frozenset((
    "test", "tests", "spec", "fixtures", "testdata", "docs", "doc", "vendor", "node_modules",
    "third_party", "locale",
))  # fmt: skip
_LEAST_NAMES = (".lock", "lock.json", "lock.yaml", ".sum", ".min.js", ".min.css",
    ".map", ".svg", ".po", ".md", ".rst")  # fmt: skip


class Worth(IntEnum):
    """Lower is examined earlier."""

    touched = 0
    configuration = 1
    source = 2
    other = 3
    least = 4


def worth(entry: Entry, touched: Collection[str]) -> Worth:
    """How early an entry is examined.

    Args:
        entry: by its path only.
        touched: paths that the change under judgement touches.
    """
    if entry.path in touched:
        return Worth.touched
    *folders, name = entry.path.lower().split("/")
    if name.endswith(_LEAST_NAMES) or not _LEAST_FOLDERS.isdisjoint(folders):
        return Worth.least
    if name.endswith(_CONFIGURATION) or name.startswith(".env"):
        return Worth.configuration
    return Worth.source if name.endswith(_SOURCE) else Worth.other
