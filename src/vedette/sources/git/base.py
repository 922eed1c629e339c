"""Which commit a change is judged against."""

from __future__ import annotations

from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.errors import UsageError
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.refs import Refs

_ORIGIN_HEAD = "refs/remotes/origin/HEAD"
_DEFAULTS = (
    _ORIGIN_HEAD,
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
_DEEPEN = "fetch more history (`git fetch --unshallow`, or fetch-depth: 0 in CI)"


class Base(Struct, frozen=True, kw_only=True):
    """The base of a change.

    Attributes:
        commit: its id; "" when everything is the change, or the base is not known.
        described: how it was chosen, for people.
        known: false when the base is not there.
        tip: of the branch that the change is to go to, where the base is not there and that is: its policy
            counts; "" otherwise.
        notes: what to do about that.
    """

    commit: str
    described: str
    known: bool = True
    tip: str = ""
    notes: tuple[str, ...] = ()


def choose_base(door: Door, refs: Refs, since: str | None) -> Base:
    """Chooses the base, as `Source.change` says.

    Args:
        door: with its refs laid.
        refs: of the repository.
        since: a revision named by the user, or None.

    Raises:
        UsageError: the revision does not exist.
    """
    if since is not None:
        return _since(door, refs, since)
    if not refs.head:
        return Base(commit="", described="no commit yet: all of it is the change")
    name = next((name for name in _DEFAULTS if name in refs.by_name), "")
    if name:
        short = _short(refs.symbolic.get(name, name))
        target = refs.by_name[name]
        found = _merge_base(door, target, refs.head)
        if found != refs.head:
            return _merged(door, found, short, target)
    return _parent(door, refs)


def named(door: Door, refs: Refs, revision: str) -> str:
    """Full id of the commit that a user names.

    Raises:
        UsageError: there is no such revision.
    """
    found = _resolve(door, revision)
    if not found:
        raise UsageError(f"there is no revision `{revision}`", help=_suggest(refs, revision))
    return found


def _since(door: Door, refs: Refs, since: str) -> Base:
    commit = _resolve(door, since)
    if not commit:
        if _is_ref(refs, since):
            return _unknown(f"{since} is not in this clone", _DEEPEN)
        raise UsageError(f"there is no revision `{since}`", help=_suggest(refs, since))
    if not refs.head:
        return Base(commit=commit, described=since)
    return _merged(door, _merge_base(door, commit, refs.head), since, commit)


def _merged(door: Door, found: str, name: str, target: str) -> Base:
    if found:
        return Base(commit=found, described=f"merge base with {name}")
    # A branch that begins anew is no first commit: its own policy and waivers would count without a review.
    commit = _resolve(door, target)
    if door.shallow:
        unknown = _unknown(f"the merge base with {name} is not in this shallow clone", _DEEPEN)
        told = f"policy, waivers and ignores are those of {name} as it is in this clone"
        return replace(unknown, tip=commit, notes=(*unknown.notes, told)) if commit else unknown
    if not commit:
        return _unknown(f"{name} is not in this clone", _DEEPEN)
    return Base(commit=commit, described=f"{name} itself, with which it has no history in common")


def _parent(door: Door, refs: Refs) -> Base:
    parent = _resolve(door, "HEAD^1")
    if parent:
        return Base(
            commit=parent, described=f"the parent of {_short(refs.branch) or 'the commit checked out'}"
        )
    if refs.head in door.shallow:
        return _unknown("the parent of the commit checked out is not in this shallow clone", _DEEPEN)
    if not _resolve(door, "HEAD"):
        return _unknown("the commit checked out is not in this clone", "make a full clone")
    return Base(commit="", described="first commit: all of it is the change")


def _unknown(what: str, advice: str) -> Base:
    described = f"not known: {what}"
    return Base(commit="", described=described, known=False, notes=(f"the change is {described}; {advice}",))


def _resolve(door: Door, revision: str) -> str:
    if revision.startswith("-") or not revision.isprintable() or not revision:
        return ""
    try:
        out = door.run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except DoorError:
        return ""
    return out.decode("ascii", "replace").strip()


def _merge_base(door: Door, one: str, other: str) -> str:
    try:
        return door.run("merge-base", one, other).decode("ascii", "replace").strip()
    except DoorError:
        return ""


def _short(name: str) -> str:
    for prefix in ("refs/heads/", "refs/tags/", "refs/remotes/"):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def _is_ref(refs: Refs, name: str) -> bool:
    return any(
        f"{prefix}{name}" in refs.by_name
        for prefix in ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/")
    )


def _suggest(refs: Refs, since: str) -> str:
    names = sorted({_short(name) for name in refs.by_name})
    close = [name for name in names if name.endswith(f"/{since}")]
    close += [name for name in get_close_matches(since, names, n=3) if name not in close]
    if close:
        return f"did you mean {' or '.join(f'`{name}`' for name in close[:3])}?"
    return "name a branch, a tag or a commit that `git rev-parse` knows"
