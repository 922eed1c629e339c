"""One step of one package from a version to another: what it mends, by which edits or which command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from vedette.analysis.packages import upgrading_commands as commands
from vedette.analysis.packages.completing import GO_MODULE
from vedette.analysis.packages.cooldown import Cooldown, known_since
from vedette.analysis.packages.declared import admits, is_major
from vedette.analysis.packages.dependencies import Dependency
from vedette.analysis.packages.fixing import nearest_fix
from vedette.analysis.packages.upgrading import Choice, Chooser, Known, Used
from vedette.analysis.packages.upgrading_places import LIBRARY, WRITTEN, Files, Place, ranged, written_as
from vedette.model.advisory import Advisory
from vedette.model.edit import Edit
from vedette.model.package import Package

_MOST_NAMED = 3
_BY_HAND = "how it is declared is for a person to change"
_ACTIONS = "github-workflow"
_INSTALLED = frozenset(
    {"python-installed", "node-installed", "java-archive", "composer-installed", "dotnet-deps"}
)


class Weak(Struct, frozen=True):
    """A weakness that is to go: of which package, what is known of it, and the asker's own number for it."""

    dependency: Dependency
    advisory: Advisory
    number: int = 0


class Upgrade(Struct, frozen=True, kw_only=True):
    """One step from a version to another.

    Attributes:
        dependency: the package; of several that share a version the first.
        members: packages that have the version then, as they are now.
        version: to have, as the file writes it.
        mends: what is gone then.
        edits: of any number of files.
        command: to be run afterwards, so that other files follow; "" for none.
        is_pending: only that command takes the weaknesses away.
    """

    dependency: Dependency
    members: tuple[Package, ...]
    version: str
    mends: tuple[Weak, ...]
    edits: tuple[Edit, ...]
    command: str = ""
    is_pending: bool = False


class Kept(Struct, frozen=True):
    """What no edit mends, why, and the command that may; "" for none."""

    weak: tuple[Weak, ...]
    why: str
    command: str = ""


class Terms(Struct, frozen=True):
    """What is known of any version, how long it has to be known, and whether ranges may be widened."""

    known: Known
    cooldown: Cooldown
    widens: bool


class Step:
    """What can be offered for a package, or for some that share a version.

    Args:
        files: of the tree.
        members: packages that can only be upgraded together, the first of them in question.
        asking: path and package of what manifests ask for, where another file settles it.
        place: where the version is edited; None where it cannot be.
    """

    def __init__(
        self,
        files: Files,
        members: Sequence[Dependency],
        asking: Sequence[tuple[str, Package]],
        place: Place | None,
    ) -> None:
        self._files = files
        self._members = members
        self._main = members[0]
        self._package = members[0].package
        self._asking = asking
        self._place = place

    def offers(self, weak: Sequence[Weak], terms: Terms) -> Iterator[Upgrade | Kept]:
        """What is offered, and what is left."""
        bad = tuple(one for one in weak if one.advisory.malicious)
        if bad:
            yield Kept(bad, "it is itself the attack: take it out, and see what it had its hands on")
        honest = [one for one in weak if not one.advisory.malicious]
        members = dict.fromkeys(
            Used(one.package.ecosystem, one.package.name, one.package.version) for one in self._members
        )
        chooser = Chooser(list(members), {one.advisory.id for one in honest}, terms.known)
        # What others bring in is not widened here.
        widens = terms.widens and not self._is_brought_in
        far = chooser.best(lambda _: True)
        fresh = self._choice(chooser, lambda _: True, widens=widens)
        choice, young = fresh, ""
        # Who is attacked does not wait.
        if fresh is not None and not any(one.advisory.exploited for one in honest):
            young = self._young(fresh.version, terms)
        if fresh is not None and young:
            choice = self._choice(chooser, lambda version: not self._young(version, terms), widens=widens)
        if choice:
            yield self._made(choice, tuple(one for one in honest if one.advisory.id in choice.removed))
        rest = [one for one in honest if choice is None or one.advisory.id not in choice.removed]
        if fresh is not None and young:
            waiting = tuple(one for one in rest if one.advisory.id in fresh.removed)
            rest = [one for one in rest if one not in waiting]
            if waiting:
                yield Kept(waiting, f"mended in {written_as(self._package.version, fresh.version)}, {young}")
        yield from self._left(rest, far)

    def _choice(self, chooser: Chooser, allowed: Callable[[str], bool], *, widens: bool) -> Choice | None:
        near = chooser.best(lambda version: self._fits(version) and allowed(version))
        far = chooser.best(allowed) if widens else None
        return far if _mends_more(far, near) else near

    def _young(self, version: str, terms: Terms) -> str:
        """Why a version is not taken yet; "" when nothing speaks against it."""
        if not terms.cooldown.days:
            return ""
        package = self._package
        known = terms.known.find(package.ecosystem, package.name)
        age = terms.cooldown.age(known_since(known, package.ecosystem, package.name, version))
        return "" if age is None else terms.cooldown.words(age)

    def _fits(self, version: str) -> bool:
        """Within what is declared; where that is just a version, within its major one."""
        ranges = [package for _, package in self._asking if not package.version]
        if not all(self._admits(one, version) for one in ranges):
            return False
        # A range says itself how far it goes, a version does not.
        return bool(ranges and len(ranges) == len(self._asking)) or not self._is_major(version)

    def _is_major(self, version: str) -> bool:
        return any(is_major(one.package.ecosystem, one.package.version, version) for one in self._members)

    def _left(self, rest: Sequence[Weak], far: Choice | None) -> Iterator[Kept]:
        by_reason: dict[str, list[Weak]] = {}
        for one in rest:
            if far is not None and one.advisory.id in far.removed:
                why = self._beyond(written_as(self._package.version, far.version))
            else:
                package = one.dependency.package
                fix = nearest_fix(one.advisory, package.ecosystem, package.name, package.version)
                why = f"of the versions named as mended none fits ({fix})" if fix else ""
            by_reason.setdefault(why or "no mended version is published", []).append(one)
        for why, those in by_reason.items():
            yield Kept(tuple(those), why)

    def _beyond(self, version: str) -> str:
        for path, asked in self._asking:
            if not asked.version and not self._admits(asked, version):
                where = f"{path}:{asked.line} ({asked.constraint})"
                return f"mended in {version}, which {where} is not known to allow; --widen changes it"
        if self._is_brought_in:
            return f"mended in {version}, another major version, which {self._by()} has to ask for"
        return f"mended in {version}, another major version; --widen takes it"

    @property
    def _is_brought_in(self) -> bool:
        """Others ask for it, and no manifest here does."""
        return not self._asking and self._place is None and self._main.direct is False

    def _by(self) -> str:
        way = self._main.way[:-1]
        return " > ".join(way[-_MOST_NAMED:]) or "another package"

    def _made(self, choice: Choice, mends: tuple[Weak, ...]) -> Upgrade | Kept:
        """The edits of an upgrade, or why there are none."""
        version = written_as(self._package.version, choice.version)
        edits: list[Edit | None] = []
        if self._place:
            edits.append(self._files.edit(self._place, self._package.version, version))
        for path, asked in self._asking if self._format not in _INSTALLED else ():
            new = ranged(asked, choice.version)
            if asked.version == new or (not asked.version and self._admits(asked, choice.version)):
                continue
            place = self._files.place(path, asked)
            old = asked.version or asked.constraint
            edits.append(self._files.edit(place, old, new) if place and new else None)
        made = tuple(dict.fromkeys(edit for edit in edits if edit))
        if None in edits:
            return Kept(
                mends,
                f"mended in {version}; {_BY_HAND}",
                commands.instead(self._command(choice.version, widens=True)),
            )
        if not made:
            if self._package.origin:
                return Kept(mends, f"mended in {version}; it is taken from elsewhere: change it there")
            wanted = self._command(choice.version, widens=False)
            return Kept(mends, f"mended in {version}; {self._why_not()}", commands.instead(wanted))
        return Upgrade(
            dependency=self._main,
            members=tuple(one.package for one in self._members),
            version=version,
            mends=mends,
            edits=made,
            command=commands.afterwards(self._command(choice.version, widens=True)),
            is_pending=self._place is None,
        )

    @property
    def _format(self) -> str:
        return self._files.manifests[self._main.path].format

    @staticmethod
    def _admits(asked: Package, version: str) -> bool:
        return admits(asked.ecosystem, asked.constraint, version) is True

    def _why_not(self) -> str:
        """Why there is nothing to edit although there is a version that mends."""
        if self._format in _INSTALLED:
            return "it is installed here: upgrade it where it is asked for"
        if self._format == _ACTIONS:
            return "it is pinned to a commit, and which one that is now is not known here"
        if self._package.name == LIBRARY and self._format == GO_MODULE:
            return "the toolchain that builds it decides"
        if self._is_brought_in:
            return f"only {self._by()} brings it in and may not allow it"
        if self._package.hashes:
            return "its hashes are not known here"
        return _BY_HAND if self._format in WRITTEN else "its own tool writes that file"

    def _command(self, version: str, *, widens: bool) -> commands.Wanted:
        path = self._main.path
        return commands.Wanted(
            format=self._format,
            path=path,
            data=self._files.texts[path].data,
            name=self._package.name,
            version=written_as(self._package.version, version),
            widens=widens,
        )


def _mends_more(one: Choice | None, other: Choice | None) -> bool:
    return len(one.removed if one else ()) > len(other.removed if other else ())
