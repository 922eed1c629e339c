"""The bill of material of a tree: what its manifests and lock files name, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.licences.expression import is_listed, parse
from vedette.analysis.licences.texts import is_licence_file, licence_of
from vedette.analysis.packages.dependencies import join
from vedette.analysis.packages.manifests import included
from vedette.languages.packages.interface import LARGEST
from vedette.languages.packages.purl import purl_of
from vedette.languages.packages.reading import reader_of
from vedette.languages.places import PlaceClass, place_class
from vedette.model.bom import Bom, Component, Hash, Licence, Relation
from vedette.model.coverage import Skip
from vedette.model.facts import Entry
from vedette.model.licence import Family, Term, terms
from vedette.model.package import Manifest, Package, Scope
from vedette.sources.interface import Reader, Unexaminable
from vedette.work.plan import Plan
from vedette.work.taken import text_of

_SCOPES = {
    Scope.runtime: "required",
    Scope.optional: "optional",
    Scope.build: "excluded",
    Scope.development: "excluded",
}
_LONGEST = 200
_TYPES = {"Docker": "container", "GitHub Actions": "application"}
_ALGORITHMS = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "blake2b-256": "BLAKE2b-256",
    "blake3": "BLAKE3",
}


class Billed(Struct, frozen=True, kw_only=True):
    """A bill, and what it rests on.

    Attributes:
        bom: without time and serial number.
        manifests: what was read.
        unread: (path, why) of files that hold packages and could not be read, or not whole.
        left_out: files of tests, examples and documentation that were not looked at.
    """

    bom: Bom
    manifests: tuple[Manifest, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    left_out: int = 0


def bill(plan: Plan, below: str = "", *, tests: bool = False, name: str = "") -> Billed:
    """The bill of what a plan asks for.

    Args:
        plan: whose source is read; nothing of it is run.
        below: the folder that was asked for, with a slash at its end.
        tests: what tests, examples and documentation need is part of it too.
        name: of the folder, where nothing else says what the project is called.
    """
    entries: list[Entry] = []
    others: dict[str, Entry] = {}
    unread: list[tuple[str, str]] = []
    left_out = 0
    licence_files: list[Entry] = []
    for thing in plan.entries():
        if not thing.path.startswith(below):
            continue
        inner = thing.path.removeprefix(below)
        if "/" not in inner and isinstance(thing, Entry) and is_licence_file(inner):
            licence_files.append(thing)
        if reader_of(thing.path) is None:
            if isinstance(thing, Entry):
                others[thing.path] = thing
            continue
        if not tests and place_class(inner) is PlaceClass.test:
            left_out += 1
        elif isinstance(thing, Skip):
            unread.append((thing.path, thing.reason))
        else:
            entries.append(thing)
    reader = plan.source.reader()
    try:
        manifests, failed = _manifests(reader, entries, others)
        licence = _licence_of_tree(reader, licence_files)
    finally:
        reader.close()
    subject = _subject(plan, manifests, licence, name)
    return Billed(
        bom=_bom(subject, manifests),
        manifests=tuple(manifests),
        unread=(*unread, *failed),
        left_out=left_out,
    )


def _manifests(
    reader: Reader, entries: Iterable[Entry], others: Mapping[str, Entry]
) -> tuple[list[Manifest], list[tuple[str, str]]]:
    found: list[Manifest] = []
    unread: list[tuple[str, str]] = []
    for entry in entries:
        format_ = reader_of(entry.path)
        if format_ is None:
            continue
        try:
            manifest = format_.read(entry.path, reader.read(entry)[: LARGEST + 1])
        except Unexaminable as error:
            unread.append((entry.path, error.skip.reason))
            continue
        found.append(manifest)
    taken = included(
        {one.path: one for one in found},
        lambda path: text.data if (text := text_of(reader, others.get(path))) else None,
    )
    found += taken.manifests.values()
    unread += [(first, f"takes in {path}, which is not there or no text") for first, path in taken.missing]
    unread += [_gap(one) for one in found if one.gaps]
    return found, unread


def _gap(manifest: Manifest) -> tuple[str, str]:
    first, *rest = manifest.gaps
    more = f" (and {len(rest)} more)" if rest else ""
    return f"{manifest.path}:{first.line}" if first.line else manifest.path, first.reason + more


def _licence_of_tree(reader: Reader, files: Sequence[Entry]) -> tuple[Licence, ...]:
    found: dict[str, Licence] = {}
    for entry in sorted(files, key=lambda one: one.path):
        try:
            expression = licence_of(reader.read(entry))
        except Unexaminable:
            continue
        name = entry.path.rpartition("/")[2]
        if expression is not None:
            said = _licence(expression.words())
            found.setdefault(said.id or said.expression or said.name, said)
        elif name.lower().startswith(("licen", "copying")):
            # A licence that nobody here knows is one all the same.
            found[name] = Licence(name=f"see {name}"[:_LONGEST], by="declared")
    return tuple(found.values())


def _subject(plan: Plan, manifests: Sequence[Manifest], licence: tuple[Licence, ...], name: str) -> Component:
    depth = min((one.path.count("/") for one in manifests if one.name), default=0)
    top = [one for one in manifests if one.name and one.path.count("/") == depth]
    first = min(top, key=lambda one: (not one.version, one.path), default=None)
    called = plan.settings.project_name or (first.name if first else "") or name or "project"
    version = first.version if first else ""
    return Component(
        name=called,
        version=version,
        ref=f"project:{called}@{version}" if version else f"project:{called}",
        type="application",
        licences=licence,
    )


def _bom(subject: Component, manifests: Sequence[Manifest]) -> Bom:
    joined = join(manifests)
    found: dict[str, Component] = {}
    by_file: dict[str, dict[str, list[str]]] = {}
    top: dict[str, None] = {}
    settled = [one for each in joined.dependencies.values() for one in each]
    for one in settled:
        made = _component(replace(one.package, scope=one.scope))
        found[made.ref] = _merged(found[made.ref], made) if made.ref in found else made
        names = by_file.setdefault(one.path, {})
        for key in (one.package.name, f"{one.package.name}@{one.package.version}"):
            names.setdefault(key, []).append(made.ref)
        if one.direct:
            top[made.ref] = None
    for _, package in joined.unlocked:
        made = _component(package)
        found.setdefault(made.ref, made)
        if package.direct is not False:
            top[made.ref] = None
    relations = [Relation(source=subject.ref, kind="DEPENDS_ON", target=ref) for ref in sorted(top)]
    edges = {
        (_ref(one.package), ref)
        for one in settled
        for need in one.package.needs
        for ref in by_file[one.path].get(need, ())
    }
    relations += [
        Relation(source=source, kind="DEPENDS_ON", target=target)
        for source, target in sorted(edges)
        if source != target
    ]
    components = tuple(sorted(found.values(), key=lambda one: (one.purl, one.ref)))
    return Bom(name=subject.name, subject=subject, components=components, relations=tuple(relations))


def _component(package: Package) -> Component:
    purl = purl_of(package)
    group, name = _grouped(package)
    return Component(
        ref=_ref(package),
        type=_TYPES.get(package.ecosystem, "library"),
        group=group,
        name=name,
        version=package.version,
        purl=purl,
        scope=_SCOPES[package.scope],
        licences=(_licence(package.licence),) if package.licence.strip() else (),
        hashes=_hashes(package.hashes),
    )


def _ref(package: Package) -> str:
    return purl_of(package) or f"{package.ecosystem}:{package.name}@{package.version}"


def _grouped(package: Package) -> tuple[str, str]:
    sign = {"Maven": ":", "npm": "/", "Packagist": "/"}.get(package.ecosystem, "")
    group, _, name = package.name.rpartition(sign) if sign else ("", "", package.name)
    return (group, name) if name else ("", package.name)


def _hashes(said: Sequence[str]) -> tuple[Hash, ...]:
    """Of an algorithm with several values, each is of another file of the package: none is the package's."""
    found: dict[str, set[str]] = {}
    for one in said:
        algorithm, _, value = one.partition(":")
        if algorithm.lower() in _ALGORITHMS:
            found.setdefault(_ALGORITHMS[algorithm.lower()], set()).add(value.lower())
    return tuple(Hash(name, values.pop()) for name, values in sorted(found.items()) if len(values) == 1)


def _licence(text: str) -> Licence:
    expression = parse(text)
    if expression is None:
        return Licence(name=text.strip()[:_LONGEST])
    if isinstance(expression, Term):
        if is_listed(expression.id) and expression.words() == expression.id:
            return Licence(id=expression.id, by="declared")
        if not is_listed(expression.id) and not expression.id.startswith("LicenseRef-"):
            return Licence(name=expression.id, by="declared")
    known = all(is_listed(one.id) or one.family is Family.unknown for one in terms(expression))
    return Licence(expression=expression.words(), by="declared") if known else Licence(name=text[:_LONGEST])


def _merged(one: Component, other: Component) -> Component:
    scope = min(one.scope, other.scope, key=["required", "optional", "excluded"].index)
    same = {each for each in one.hashes if each in other.hashes} if one.hashes and other.hashes else None
    hashes = (
        tuple(sorted(same, key=lambda each: (each.algorithm, each.value)))
        if same is not None
        else one.hashes or other.hashes
    )
    return replace(one, scope=scope, licences=one.licences or other.licences, hashes=hashes)
