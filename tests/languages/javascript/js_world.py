"""Forms of scripts, as short lines."""

from form_world import body_of
from vedette.languages.javascript.lower import lower
from vedette.model.facts import Text


def body(source: str, path: str = "a.tsx") -> list[str]:
    """The statements of the module, or of its first function if it has nothing else."""
    return body_of(lower(Text(path=path, data=source.encode())))
