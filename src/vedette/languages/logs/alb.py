"""Access logs of AWS application load balancers, and of classic ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vedette.languages.logs.interface import Format
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import PatternFormat

NAMES = ("alb",)
_HEAD = (
    rb"(?:(?:https?|h2|grpcs|wss?) )?(?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}Z) [^ \"\n]++ "
    rb"(?P<client>[0-9a-fA-F.:\[\]]*[0-9a-fA-F.:\]]):[0-9]{1,5} [^ \"\n]++ "
)
_TOOK = rb"-?[0-9.]{1,12} -?[0-9.]{1,12} -?[0-9.]{1,12} "
_FAST = (
    _HEAD
    + _TOOK
    + rb"(?P<status>[0-9]{3}) [0-9-]++ [0-9-]++ [0-9-]++ \"(?P<method>[A-Z]++) "
    + rb"(?:[a-z]{2,5}://(?P<host>[^/ \"\\\n]*+))?(?P<target>/[^ \"\\\n]*+) HTTP/[0-9.]++\" "
    + rb"\"(?P<agent>[^\"\\\n]*+)\" [^\n]*+"
)
_EXACT = (
    _HEAD
    + rb"-?[0-9.]{1,12} (?:(?P<took>[0-9.]{1,12})|-1) -?[0-9.]{1,12} "
    + rb"(?P<status>[0-9]{3}|-) [0-9-]++ [0-9-]++ (?P<size>[0-9-]++) "
    # A malformed request is logged as "- http://host:80- ".
    + rb"\"(?:(?P<method>[A-Z]{1,20}|-) (?:[a-z]{2,5}://(?P<host>[^/ \"\n]{0,255}?))?"
    + rb"(?P<target>(?:/[^\"\n]*?)?)"
    + rb" ?(?:HTTP/[0-9.]{1,8}|- ?))\" \"(?P<agent>[^\"\n]*+)\" [^\n]*+"
)


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format; it has no mapping."""
    del mapping
    return PatternFormat(name, _FAST, (_EXACT,), moments=moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Itself."""
    del sample
    yield 80, create("alb", {}, moments)
