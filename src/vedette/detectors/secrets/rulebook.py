"""The detector's own part of a rule's entry: its pattern, and what makes a value believable."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette import __version__
from vedette.detectors.secrets import named
from vedette.detectors.secrets.pairs import Half

# Between a name and its value: closing quote or bracket, an operator, an opening quote.
_IS = r"""[\"'\]]{0,2}\s{0,8}(?:=>|:=|=|:|,)\s{0,8}[\"'`]{0,1}"""
# From the end of a name to what it is given, in the usual languages and formats: a type, an operator, a
# call or the next argument; an attribute or element beside it; the default of a variable; a blank.
# `(?#near)`: names such as `token` stand everywhere, so that the next two bytes are looked for with them.
_GIVEN = (
    r"""(?#near)\\{0,4}+[\"'`]{0,1}+[\])]{0,1}+(?P<given>"""
    r""",{0,1}+\s{1,24}+(?>\\{0,3}+[\"']){0,1}+[Vv]alue\\{0,3}+[\"']{0,1}+\s{0,2}+[=:]\s{0,2}+|"""
    r"""[ \t]{0,8}+(?::\s{0,2}+[A-Za-z&*][\w.<>&'\[\]]{0,24}+(?>\s{0,2}+\|\s{0,2}+None|\?){0,1}+\s{0,2}+="""
    r"""|=>|->|:{1,3}+=|[?.+]=|={1,3}+|!={1,2}+|:{1,2}+"""
    r"""|\?\?={0,1}+|\|\|={0,1}+|<-|,|\[\d{0,4}+\]\s{0,2}+=)[ \t]{0,8}+"""
    r"""|\s{0,2}+\(\s{0,4}+"""
    r"""|\s{0,2}+\{\s{0,2}+get;[^{}=\r\n]{0,20}+\}\s{0,2}+=\s{0,2}+"""
    r"""|\s{0,2}+\{[^{}]{0,200}?default\s{0,8}+=\s{0,2}+"""
    r"""|\s{0,2}+>\s{0,24}+(?><(?:value|string)>){0,1}+"""
    r"""|</(?:key|name)>\s{0,24}+<(?:string|value)>"""
    r"""|[ \t]{1,4}+string[ \t]{0,4}+=[ \t]{0,4}+"""
    r"""|[ \t]{1,16}+)"""
)
# Then the value, in quotes (perhaps within a call, as of a default) or bare. Escapes at its end do not count.
_VALUE = (
    r"""(?:(?>[A-Za-z_][\w.:]{0,40}+!{0,1}+\(\s{0,2}+|ConvertTo-SecureString\s(?>-String\s){0,1}+){0,1}+(?:"""
    r"""[bBrRuUL@N]{0,2}+\\{0,3}+(?:\"(?P<secret>[^\"\r\n]{4,500}+)\"|'(?P<single>[^'\r\n]{4,500}+)'|`(?P<tick>[^`\r\n]{4,500}+)`))"""
    r"""|(?<![(,])(?<![(,]\s)(?P<bare>[^\s\"'`$<{\[(,;|&\\>](?>[^\s\"'`<>|&;\\]|\\(?![nrt])){3,500}+))"""
)
# Before a bare token: no letter or digit, unless it ends an escape such as \n or %3D.
_BEFORE = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-F]{2}))"
_AFTER = r"(?![A-Za-z0-9_])"
# Places at which a named rule is asked for less than its pattern: compiling it costs as much as so many.
_CHEAP_TRIES = 48

# Tries an expression at a byte offset of a text.
Attempt = Callable[[bytes, int], "re.Match[bytes] | None"]


class Shape(StrEnum):
    """What kind of value a rule captures, which decides how it is doubted.

    A `token` is made by a machine in a known format, a `block` is key material over several lines, a
    `password` may be chosen by a person, an `assignment` is any value under a name like a secret's, and a
    `manifest` says that an object is a secret, whose values stand elsewhere in it.
    """

    token = "token"  # noqa: S105 - a word, not a token
    block = "block"
    password = "password"  # noqa: S105 - a word, not a password
    assignment = "assignment"
    manifest = "manifest"


class Definition(Struct, frozen=True, kw_only=True, dict=True):
    """How one rule finds and doubts a value.

    Attributes:
        id: the rule's id.
        pattern: regular expression for bytes. Without a group `secret` the whole is a bare token, which
            gets its boundaries here. `{is}` stands for what is between a name and its value,
            `{given}{value}` for that in many more languages and the value, as an `assignment` has them.
            Further groups: `user` and `host` of a connection. `(?#far)` ends what is looked for in one piece,
            where the beginning alone stands everywhere; with `(?#near)` two bytes more are looked for. "" if
            `names` and `value` are given, which make it.
        names: literals that the name of the value's variable begins or goes on with, for a format that has no
            prefix; see `named`. With these `bad`, `good`, `entropy` and `shown` have defaults.
        of: words one of which comes after that in the variable's name; empty if any name will do.
        value: the value's format.
        files: names of the files, or `folder/*.suffix`, at the beginning of whose lines the pattern is tried,
            and nowhere else; empty for any place. See `whole`.
        shape: kind of value.
        sure: its place makes the value a password: an auditor is told even if it does not look like one.
        fixed: what stands in each value and says nothing, so that it is no reason for doubt.
        shown: leading bytes of the value that are public and are shown when it is redacted.
        entropy: bits a byte that the value has at least; 0 for no such demand.
        mixed: the value has small and capital letters, and digits if the format allows them.
        checksum: name of the checksum in the value's last bytes; "" for none.
        decoded: what the value is once decoded (`basic`, `jwt`); "" for no such demand.
        common: id of the rule that reports a value which is among the commonest passwords, in settings that
            are in use; its own id for a rule that reports no other. "" for no difference.
        pair: what belongs to the value: found near it, both halves are reported once, by this rule.
        rank: when rules overlap, the highest is reported.
        binary: the value stands for a file that is no text, as `languages.keystores` has it.
        bad: templates of examples to flag; see `examples`.
        good: examples to leave alone.
    """

    id: str
    pattern: str = ""
    names: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    value: str = ""
    files: tuple[str, ...] = ()
    shape: Shape = Shape.token
    sure: bool = False
    fixed: str = ""
    shown: int = 0
    entropy: float = 0.0
    mixed: bool = False
    checksum: str = ""
    decoded: str = ""
    common: str = ""
    pair: tuple[Half, ...] = ()
    rank: int = 50
    binary: bool = False
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()

    @cached_property
    def expression(self) -> str:
        """The whole regular expression."""
        pattern = self.pattern.replace("{is}", _IS).replace("{given}", _GIVEN).replace("{value}", _VALUE)
        return pattern if "(?P<secret>" in pattern else f"{_BEFORE}(?P<secret>{pattern}){_AFTER}"

    @cached_property
    def opening(self) -> str:
        """What every match of the expression begins with, as a regular expression that is quick to read."""
        return named.opening(self.names) if self.names else self.expression

    @property
    def guessable(self) -> bool:
        """Whether a person may have chosen the value, so that a plain hash of it could be reversed."""
        return self.shape in {Shape.password, Shape.assignment, Shape.manifest} or self.decoded == "basic"

    @cached_property
    def compiled(self) -> re.Pattern[bytes]:
        """The expression compiled, on first use: most rules have no candidate in a run."""
        return re.compile(self.expression.encode("ascii"))

    @cached_property
    def attempt(self) -> Attempt:
        """Tries the expression at a byte offset of a text."""
        return _sparing(self) if self.names else self.compiled.match


def _sparing(one: Definition) -> Attempt:
    """Tries a named rule: most have few places in a run, none of which needs the pattern compiled."""
    tries = 0

    def attempt(data: bytes, at: int) -> re.Match[bytes] | None:
        nonlocal tries
        tries += 1
        if tries > _CHEAP_TRIES:
            one.__dict__["attempt"] = one.compiled.match
        elif not named.may_follow(data, at, one.value):
            return None
        return one.compiled.match(data, at)

    return attempt


class Definitions(dict[str, Definition]):
    """The detector's part of the rules, each read when it is first asked for: most are not in a run.

    Args:
        entries: rule id -> whole entry of the data file.

    Raises:
        msgspec.ValidationError: on asking; see `definitions`.
    """

    def __init__(self, entries: Mapping[str, Mapping[str, object]]) -> None:
        super().__init__()
        self.entries = entries

    def __missing__(self, rule: str) -> Definition:
        """Reads it."""
        one = _read(self.entries[rule])
        self[rule] = one = one if one.common in self.entries else replace(one, common="")
        return one

    def find(self, name: str) -> Definition | None:
        """The definition of a rule, None for the name of anything else."""
        return self[name] if name in self.entries else None

    @property
    def origin(self) -> bytes:
        """Digest of all that the openings come from, which are dear to make; b"" where that is not known."""
        try:
            made = [os.stat(source).st_mtime_ns for source in (__file__, named.__file__)]  # noqa: PTH116 - quicker
        except OSError:
            return b""
        parts = [__version__, made, self.entries]
        return hashlib.sha256(msgspec.msgpack.encode(parts, order="deterministic")).digest()


class Openings(Mapping[str, str]):
    """Rule id -> `Definition.opening`, made when it is asked for; without rules of files by name."""

    def __init__(self, known: Definitions) -> None:
        self._known = known

    def __getitem__(self, rule: str) -> str:
        return self._known[rule].opening

    def __iter__(self) -> Iterator[str]:
        return (rule for rule, entry in self._known.entries.items() if not entry.get("files"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def definitions(entries: Mapping[str, Mapping[str, object]]) -> dict[str, Definition]:
    """Read the detector's part of the rules.

    Args:
        entries: rule id -> whole entry of the data file.

    Raises:
        msgspec.ValidationError: an entry has neither a pattern nor names and a value, or a field of the wrong
            type or form.
    """
    return {rule: _read(entry) for rule, entry in entries.items()}


def _read(entry: Mapping[str, object]) -> Definition:
    return _whole(msgspec.convert(dict(entry), Definition))


def _whole(one: Definition) -> Definition:
    """A definition with what its names and value say."""
    if bool(one.pattern) == bool(one.names and one.value):
        raise msgspec.ValidationError(f"{one.id} has either a pattern, or names and a value")
    if one.pattern:
        return one
    try:
        return replace(
            one,
            pattern=named.pattern(one.names, one.of, one.value),
            shown=one.shown or named.prefix(one.value),
            entropy=one.entropy or named.least_entropy(one.value),
            bad=one.bad or named.bad_examples(one.names, one.of, one.value),
            good=one.good + named.good_examples(one.names, one.of),
        )
    except ValueError as fault:
        raise msgspec.ValidationError(f"{one.id}: {fault}") from None
