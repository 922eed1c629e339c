"""Forms of Python, as short lines."""

from form_world import body_of
from vedette.languages.python.lower import lower
from vedette.model.facts import Text


def module(source, path="a.py"):
    data = source.encode("utf-8") if isinstance(source, str) else source
    return lower(Text(path=path, data=data))


def body(source):
    """The statements of the module, or of its first function if it has nothing else."""
    return body_of(module(source))
