"""What each commit altered, told by one git for any number of commits, in the memory that one takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vedette.sources.git.door import Door, DoorError

_COMMAND = ("diff-tree", "--stdin", "-r", "-c", "--root", "--raw", "-z", "--no-abbrev", "--no-renames")
_OPTIONS = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--always", "--encoding=UTF-8")
_FORMAT = "--format=format:%x01%H%x00%ct%x00%an%x00"
_MARK = b"\x01"
# A commit whose trees are not all there ends git; so many of them are stepped over.
_MOST_FALLS = 50
_MOST_NAME = 80
# A few trees that hold one another many times over make millions of paths of a single commit.
_MOST_PATHS = 10_000
MOST_BYTES = 8 * 1024**3


class Altered(NamedTuple):
    """One path that a commit altered.

    Attributes:
        path: its bytes.
        old: object ids in the parents; zeros where it was not there. A merge lists a path only if it differs
            from every parent.
        new: object id; zeros when it was removed.
        mode: six octal digits of the new object.
    """

    path: bytes
    old: tuple[bytes, ...]
    new: bytes
    mode: bytes


class Step(NamedTuple):
    """One commit, and what it altered against its parents.

    Attributes:
        commit: its id.
        time: seconds since 1970 when it was committed, as it says itself.
        author: the name it gives, cut.
        altered: each path, at most 10,000.
        has_more: the next step goes on with the same commit.
    """

    commit: str
    time: int
    author: str
    altered: list[Altered]
    has_more: bool = False


class Unwalked(NamedTuple):
    """Commits that could not be looked at.

    Attributes:
        commit: the first of them.
        number: how many.
        detail: why.
    """

    commit: str
    number: int
    detail: str


def walk(
    door: Door, commits: Sequence[str], most: int = MOST_BYTES, paths: Sequence[str] = ()
) -> Iterator[Step | Unwalked]:
    """Tells what each commit altered. Replacements and configuration of the repository play no part.

    Args:
        door: of the repository, its refs laid, so that a shallow history ends where it should.
        commits: full ids.
        most: bytes that git may write for all of them; what is left then is not walked.
        paths: files to keep to; () for all.

    Yields:
        The commits in the order given; one that cannot be read is stepped over, and said.
    """
    begun = 0
    for fall in range(_MOST_FALLS):
        done = begun
        try:
            given = "".join(f"{commit}\n" for commit in commits[begun:]).encode("ascii")
            told = door.stream(*_COMMAND, *_OPTIONS, _FORMAT, "--", *paths, stdin=given, most=most)
            for step in _steps(_tokens(told)):
                yield step
                done += not step.has_more
        except DoorError as error:
            if done >= len(commits):
                return
            hopeless = error.reason != "git-failed" or fall == _MOST_FALLS - 1
            yield Unwalked(commits[done], len(commits) - done if hopeless else 1, error.detail)
            begun = done + 1
            if hopeless or begun >= len(commits):
                return
        else:
            if done < len(commits):
                yield Unwalked(commits[done], len(commits) - done, "git did not tell of it")
            return


def _tokens(pieces: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        *whole, held = (held + piece).split(b"\0")
        yield from whole
    if held:
        yield held


def _steps(tokens: Iterator[bytes]) -> Iterator[Step]:
    step: Step | None = None
    try:
        for token in tokens:
            head = token.lstrip(b"\n")
            if head.startswith(_MARK):
                if step is not None:
                    yield step
                time, name = next(tokens, b""), next(tokens, b"")
                step = Step(head[1:].decode("ascii", "replace"), _number(time), _name(name), [])
            elif head.startswith(b":") and step is not None:
                path = next(tokens, None)
                if path is None:
                    break
                if len(step.altered) >= _MOST_PATHS:
                    yield step._replace(has_more=True)
                    step = step._replace(altered=[])
                step.altered.append(_altered(head, path))
    except DoorError:
        # git compares a whole commit before it tells of it: what it told of is told in full.
        if step is not None:
            yield step
        raise
    if step is not None:
        yield step


def _altered(head: bytes, path: bytes) -> Altered:
    parents = len(head) - len(head.lstrip(b":"))
    words = head[parents:].split(b" ")
    ids = words[parents + 1 : -1]
    return Altered(path, tuple(ids[:-1]), ids[-1], words[parents])


def _number(text: bytes) -> int:
    return int(text) if text.isdigit() and len(text) < 12 else 0  # noqa: PLR2004 - later than year 9999


def _name(text: bytes) -> str:
    # Some put their address where the name belongs.
    return text.decode("utf-8", "replace").partition("@")[0][:_MOST_NAME]
