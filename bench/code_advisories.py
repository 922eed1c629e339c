r"""Draws the list of real weaknesses for bench/code.py from published advisories, by rule and not by hand.

    python bench/code_advisories.py wanted ALL.zip            # candidates in order, with their repositories
    VEDETTE_CORPUS=FOLDER python bench/code_advisories.py draw ALL.zip    # writes bench/code_advisories.toml
    python bench/code_advisories.py draw ALL.zip --to code_development.toml --after code_advisories.toml
    python bench/code_advisories.py draw ALL.zip --to code_holdout.toml --wanted 25 --most 3 \
        --after code_advisories.toml code_development.toml --without known.txt
    python bench/code_advisories.py further ALL.zip --without known.txt    # code_unseen.toml and _second.toml
    python bench/code_advisories.py pulls ALL.zip    # code_fresh.toml

ALL.zip is OSV's bulk export of the ecosystem PyPI. Advisories of the kind PYSEC carry no CWE numbers: which
weakness one is about is decided by the words of its summary and details, as the table below says. It lists
weaknesses that an analysis of Python can see in principle; memory errors, missing authorization, wrong
permissions models, request smuggling and denial of service by size are not among them.

FOLDER holds a git directory `OWNER+NAME/repo` for each repository that can be had. In sorted order of their
ids the first thirty advisories are taken that have

- a commit of a public repository among their references of type FIX or WEB,
- a word of the table,
- that repository and that commit in FOLDER,
- a change to a `.py` file outside of tests, documents and examples in that commit,
- a commit that no earlier one of the list has for the same words (two packages may share an advisory).

The others up to the last one taken are written down with the reason.

Further lists take those that come after the last one of others. The development list is read, and mended
by; of the hold-out nobody reads the fixes, and nothing is changed for what it shows. `--without` names a file
with ids that have been read or scanned at any time before; of one weakness at most `--most` are taken.

`further` takes what no list drew and nobody read, those among them that lists passed over because there were
enough of their kind or because their repository could not be had, in the order of the SHA-256 of
`2026-11-23 ID`. First comes a hold-out of 15, each of another repository that no list has and of one weakness
at most three, scanned once at the end; then up to 25 to develop by, of yet other repositories than that.

`pulls` draws another hold-out of 15, when there are no more such advisories: of those that name no commit but
a pull request, in the same order, each of a repository that no list has, of one weakness at most three. The
fix is the oldest commit whose subject says that it is that pull request.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from corpus import HERE, UnpreparedError, git

WANTED = 30
LIST = HERE / "code_advisories.toml"
LISTS = ("code_advisories.toml", "code_development.toml", "code_holdout.toml")
UNSEEN, SECOND, FRESH = "code_unseen.toml", "code_second.toml", "code_fresh.toml"
_SEED = "2026-11-23"
# Why a list passed over one that a further list may take.
_AGAIN = re.compile(r"of its kind are above|its repository could not be had|does not have the commit")
_SECRETS = r"\b(?:passwords?|credentials?|tokens?|secrets?)\b"
_LOGS = r"\b(?:log files?|logs|logged|logging)\b"

# Word, CWE numbers that findings of that weakness may carry, and what an advisory says.
WORDS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    ("sql", (89, 564, 943), r"SQL injection|\bSQLi\b|arbitrary SQL"),
    ("nosql", (943,), r"NoSQL injection"),
    (
        "command",
        (77, 78, 88),
        r"(?:command|argument|shell) injection|shell metacharacters|arbitrary (?:(?:shell|OS) )?commands?\b",
    ),
    ("code", (94, 95, 96), r"\beval\b|\bexec\(|code injection|arbitrary Python code"),
    ("template", (94, 1336), r"template injection|\bSSTI\b"),
    ("ldap", (90,), r"LDAP injection"),
    ("xpath", (91, 643), r"XPath injection"),
    ("header", (93, 113), r"\bCRLF\b|response splitting|header injection"),
    ("log", (117,), r"log injection|log forging"),
    ("html", (79, 80, 116), r"cross[- ]site scripting|\bXSS\b"),
    ("path", (22, 23, 29, 36, 73), r"(?:directory|path) traversal|\.\./|dot dot"),
    ("archive", (22, 23, 29, 36, 73), r"zip[- ]slip"),
    ("ssrf", (918,), r"\bSSRF\b|server[- ]side request forgery"),
    ("redirect", (601,), r"open redirect|redirect users to arbitrary"),
    ("xxe", (611, 776, 827), r"\bXXE\b|external entit|entity expansion"),
    ("deserialization", (502,), r"deseriali[sz]|unpickl|\bpickle|yaml\.load|YAML parsing"),
    ("mass-assignment", (915,), r"mass assignment"),
    ("format", (134,), r"format string"),
    ("regex", (400, 1333), r"\bReDoS\b|regular expression denial|catastrophic backtracking"),
    (
        "secret-log",
        (532,),
        rf"CWE-532|{_SECRETS}[^.]*{_LOGS}|{_LOGS}[^.]*{_SECRETS}",
    ),
    ("cipher", (326, 327), r"\bECB\b|weak (?:cipher|encryption)|\bRC4\b|\b3?DES\b"),
    ("hash", (327, 328, 916), r"\bMD5\b|\bSHA-?1\b|weak hash"),
    ("random", (330, 335, 337, 338), r"pseudo-?random|insufficient(?:ly)? (?:random|entropy)|randomness"),
    (
        "certificate",
        (295, 297),
        r"certificate (?:validation|verification)|\b(?:verify|validate)\b[^.]*\bcertificates?\b",
    ),
    ("signature", (347,), r"signature (?:validation|verification)|\bverify\b[^.]*\bsignatures?\b"),
    ("timing", (203, 208), r"timing (?:attack|oracle|side|difference)|constant[- ]time"),
    ("csrf", (352,), r"\bCSRF\b|cross[- ]site request forgery"),
    ("cors", (346, 942), r"\bCORS\b"),
    ("cookie", (614, 1004), r"secure (?:flag|attribute)|HttpOnly"),
    (
        "temporary",
        (377, 378, 379),
        r"temporary\b[^.]*\b(?:files?|director\w+|names?)\b|/tmp\b|predictable (?:file ?)?names?",
    ),
    ("permission", (276, 732), r"world[- ](?:readable|writable)|(?:weak|insecure|permissive) permissions"),
    ("credential", (259, 321, 798), r"hard-?coded"),
    ("debug", (489, 215), r"debug mode"),
)
# Where a repository that an advisory names lives today.
MOVED = {
    "dlitz/pycrypto": "pycrypto/pycrypto",
    "python-imaging/Pillow": "python-pillow/Pillow",
    "toastdriven/django-tastypie": "django-tastypie/django-tastypie",
    "mitsuhiko/jinja2": "pallets/jinja",
    "divio/django-cms": "django-cms/django-cms",
    "rohe/pysaml2": "IdentityPython/pysaml2",
    "Eugeny/ajenti": "ajenti/ajenti",
    "twangboy/salt": "saltstack/salt",
    "ShantonRU/salt": "saltstack/salt",
    "gzpan123/pip": "pypa/pip",
    "kennethreitz/requests": "psf/requests",
    "octoprint/octoprint": "OctoPrint/OctoPrint",
    "nuitka/nuitka": "Nuitka/Nuitka",
    "pytorchlightning/pytorch-lightning": "Lightning-AI/pytorch-lightning",
    "fredrik-johansson/mpmath": "mpmath/mpmath",
}
_HEAD = (
    "# Real weaknesses: written by bench/code_advisories.py, which says how they are drawn.",
    "# Recorded before any of them was scanned.",
)
_COMMIT = re.compile(r"https?://github\.com/([\w.-]+/[\w.-]+)/commit/([0-9a-f]{7,40})")
_PULL = re.compile(r"https?://github\.com/([\w.-]+/[\w.-]+)/pull/(\d+)")
_ASIDE = re.compile(
    r"(?:^|/)(?:tests?|testing|docs?|examples?)/|(?:^|/)(?:test_[^/]*|[^/]*_test|tests|conftest)\.py$"
)


class Candidate(NamedTuple):
    """An advisory with a fix commit and covered weaknesses; its CWE numbers are those of its words."""

    id: str
    package: str
    words: tuple[str, ...]
    repository: str
    commits: tuple[str, ...]
    cwes: tuple[int, ...]


class Drawn(NamedTuple):
    """One that is on the list.

    Attributes:
        before: the commit of the tree before the fix.
        after: that of the tree after it.
        files: of the language, that the fix changed.
        places: `FILE:LINE` before the fix where somebody saw the weakness, if anybody said so.
    """

    candidate: Candidate
    repository: str
    before: str
    after: str
    files: tuple[str, ...]
    places: tuple[str, ...] = ()


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("verb", choices=("wanted", "draw", "further", "pulls"))
    parser.add_argument("zip", type=Path)
    parser.add_argument("--from", dest="folder", type=Path, default=os.environ.get("VEDETTE_CORPUS"))
    parser.add_argument("--to", default=LIST.name, help="file of this folder that is written")
    parser.add_argument("--wanted", type=int, default=WANTED)
    parser.add_argument("--most", type=int, default=0, help="advisories of one weakness; 0 for any number")
    parser.add_argument("--after", nargs="*", default=(), help="lists that have had their turn")
    parser.add_argument("--without", type=Path, help="a file of ids that are left out")
    options = parser.parse_args()
    last = max((one for name in options.after for one in listed(HERE / name)), default="")
    known = set(options.without.read_text(encoding="utf-8").split()) if options.without else set()
    if options.verb == "further" and options.folder is not None:
        return further(options.zip, Path(options.folder), known)
    if options.verb == "pulls" and options.folder is not None:
        return pulls(options.zip, Path(options.folder))
    candidates = [one for one in read(options.zip) if one.id > last and one.id not in known]
    if options.verb == "wanted":
        for one in candidates:
            print(one.id, now(one.repository), ",".join(one.words), *one.commits)
        return 0
    if options.folder is None:
        print("Nothing was drawn: name the folder of git directories in VEDETTE_CORPUS", file=sys.stderr)
        return 2
    drawn, refused = draw(candidates, Path(options.folder), options.wanted, options.most)
    (HERE / options.to).write_text(written(drawn, refused), encoding="utf-8")
    print(f"{len(drawn)} drawn, {len(refused)} passed over: {options.to}")
    return 0


def further(archive: Path, folder: Path, known: set[str]) -> int:
    """Write a hold-out of what nobody read, and a list of the others to develop by."""
    taken = [tomllib.loads((HERE / name).read_text(encoding="utf-8")) for name in LISTS]
    shut = {one["id"] for held in taken for one in held["advisory"]} | known
    shut |= {
        one["id"] for held in taken for one in held.get("passed-over", ()) if not _AGAIN.search(one["reason"])
    }
    rest = sorted((one for one in read(archive) if one.id not in shut), key=_order)
    closed = {_home(one["repository"]) for held in taken for one in held["advisory"]}
    for name, wanted, most, alone in ((UNSEEN, 15, 3, True), (SECOND, 25, 0, False)):
        open_to = [one for one in rest if _home(one.repository) not in closed]
        drawn, refused = draw(_first(open_to) if alone else open_to, folder, wanted, most)
        (HERE / name).write_text(written(drawn, refused), encoding="utf-8")
        print(f"{len(drawn)} drawn, {len(refused)} passed over: {name}")
        closed = {_home(one.repository) for one in drawn}
    return 0


def pulls(archive: Path, folder: Path) -> int:
    """Write a hold-out of advisories that name a pull request, of repositories that no list has."""
    taken = [tomllib.loads((HERE / name).read_text(encoding="utf-8")) for name in (*LISTS, UNSEEN, SECOND)]
    closed = {_home(one["repository"]) for held in taken for one in held["advisory"]}
    shut = {one.id for one in read(archive)}
    rest = sorted((one for one in read(archive, _PULL, "#") if one.id not in shut), key=_order)
    open_to = _first([one for one in rest if _home(one.repository) not in closed])
    drawn, refused = draw(open_to, folder, 15, 3)
    (HERE / FRESH).write_text(written(drawn, refused), encoding="utf-8")
    print(f"{len(drawn)} drawn, {len(refused)} passed over: {FRESH}")
    return 0


def listed(place: Path) -> list[str]:
    """Ids that a list drew or passed over."""
    held = tomllib.loads(place.read_text(encoding="utf-8"))
    return [one["id"] for part in ("advisory", "passed-over") for one in held.get(part, ())]


def read(archive: Path, named: re.Pattern[str] = _COMMIT, sign: str = "") -> Iterator[Candidate]:
    """The candidates of a bulk export, in sorted order of their ids; withdrawn ones are left out.

    Args:
        archive: the export.
        named: addresses that name a fix: the repository, and which of its commits or pull requests.
        sign: what stands before the name of a fix from then on: `#` for pull requests.
    """
    with zipfile.ZipFile(archive) as opened:
        records = (json.loads(opened.read(name)) for name in opened.namelist())
        kept = {record["id"]: record for record in records if not record.get("withdrawn")}
    for name in sorted(kept):
        found, commits = words(kept[name]), _fixes(kept[name], named)
        if found and commits:
            repository = commits[0][0]
            own = tuple(sign + commit for other, commit in commits if other == repository)
            package = kept[name]["affected"][0]["package"]["name"]
            yield Candidate(name, package, found, repository, own, numbers(found))


def words(record: dict[str, Any]) -> tuple[str, ...]:
    """The weaknesses that a record's summary and details name; what follows a `NOTE:` is about others."""
    said = f"{record.get('summary', '')} {record.get('details', '')}".partition("NOTE:")[0]
    return tuple(word for word, _, pattern in WORDS if re.search(pattern, said, _flags(pattern)))


def numbers(found: tuple[str, ...]) -> tuple[int, ...]:
    """CWE numbers that count as any of these weaknesses."""
    return tuple(sorted({number for word, cwes, _ in WORDS if word in found for number in cwes}))


def now(repository: str) -> str:
    """Where a repository lives today."""
    return MOVED.get(repository, repository)


def draw(
    candidates: list[Candidate], folder: Path, wanted: int = WANTED, most: int = 0
) -> tuple[list[Drawn], list[tuple[Candidate, str]]]:
    """The first that can be had, and those passed over with the reason.

    Args:
        candidates: in their order.
        folder: of git directories.
        wanted: how many are drawn.
        most: how many of them have the same words; 0 for any number.
    """
    drawn: list[Drawn] = []
    refused: list[tuple[Candidate, str]] = []
    known: set[tuple[str, tuple[str, ...]]] = set()
    counts: Counter[tuple[str, ...]] = Counter()
    for candidate in candidates:
        if len(drawn) == wanted:
            break
        if most and counts[candidate.words] == most:
            refused.append((candidate, f"{most} of its kind are above"))
            continue
        try:
            one = _placed(candidate, folder)
        except UnpreparedError as error:
            refused.append((candidate, str(error)))
            continue
        if (one.after, candidate.words) in known:
            refused.append((candidate, "the same weakness and fix as one above"))
            continue
        known.add((one.after, candidate.words))
        counts[candidate.words] += 1
        drawn.append(one)
    return drawn, refused


def written(drawn: list[Drawn], refused: list[tuple[Candidate, str]], head: tuple[str, ...] = _HEAD) -> str:
    """The list as TOML, under a head of comments."""
    lines = [*head, ""]
    for one in drawn:
        lines += [
            "[[advisory]]",
            f'id = "{one.candidate.id}"',
            f'package = "{one.candidate.package}"',
            f"words = {json.dumps(list(one.candidate.words))}",
            f"cwe = {json.dumps(list(one.candidate.cwes))}",
            f'repository = "{one.repository}"',
            f'before = "{one.before}"',
            f'after = "{one.after}"',
            f"files = {json.dumps(list(one.files))}",
            *([f"places = {json.dumps(list(one.places))}"] if one.places else []),
            "",
        ]
    for candidate, reason in refused:
        lines += [
            "[[passed-over]]",
            f'id = "{candidate.id}"',
            f"words = {json.dumps(list(candidate.words))}",
            f'repository = "{now(candidate.repository)}"',
            f"reason = {json.dumps(reason)}",
            "",
        ]
    return "\n".join(lines)


def directory(repository: str, folder: Path) -> tuple[str, Path] | None:
    """Name and git directory of a repository, under its name of then or of today; None if there is none."""
    for name in (repository, now(repository)):
        for end in ("repo/.git", "repo"):
            place = folder / name.replace("/", "+") / end
            if (place / "HEAD").is_file():
                return name, place
    return None


def _order(candidate: Candidate) -> str:
    return hashlib.sha256(f"{_SEED} {candidate.id}".encode()).hexdigest()


def _home(repository: str) -> str:
    return now(repository).casefold()


def _first(candidates: list[Candidate]) -> list[Candidate]:
    """The first of each repository."""
    return list({_home(one.repository): one for one in reversed(candidates)}.values())[::-1]


def _flags(pattern: str) -> re.RegexFlag:
    # Abbreviations stand in capitals; all else may begin a sentence.
    return re.NOFLAG if "DES" in pattern else re.IGNORECASE


def _fixes(record: dict[str, Any], named: re.Pattern[str]) -> list[tuple[str, str]]:
    """(repository, commit or pull request) of the references, each once, in their order."""
    urls = [one["url"] for one in record.get("references", ()) if one["type"] in {"FIX", "WEB"}]
    return list(dict.fromkeys((match[1], match[2]) for url in urls if (match := named.match(url))))


def _placed(candidate: Candidate, folder: Path) -> Drawn:
    found = directory(candidate.repository, folder)
    if found is None:
        raise UnpreparedError("its repository could not be had")
    place = found[1]
    known = [full for commit in candidate.commits if (full := _full(place, commit))]
    if not known:
        raise UnpreparedError("its repository does not have the commit")
    series = [known[0], *(other for other in known[1:] if _related(place, known[0], other))]
    series.sort(key=lambda commit: int(git(place, "rev-list", "--count", commit)))
    before = git(place, "rev-parse", f"{series[0]}^").strip()
    changed = {name for commit in series for name in _changed(place, commit)}
    if not any(name.endswith(".py") for name in changed):
        raise UnpreparedError("the fix changes no Python")
    files = tuple(sorted(name for name in changed if name.endswith(".py") and not _ASIDE.search(name)))
    if not files:
        raise UnpreparedError("the fix changes Python of tests, documents or examples only")
    return Drawn(candidate, found[0], before, series[-1], files)


def _full(place: Path, commit: str) -> str:
    if commit.startswith("#"):
        said = re.compile(rf"\S+ (?:Merge pull request {commit}\b|.*\({commit}\)$)")
        listed = git(place, "log", "--all", "--format=%H %s", "--fixed-strings", f"--grep={commit}")
        landed = [line.split()[0] for line in listed.splitlines() if said.match(line)]
        return landed[-1] if landed else ""
    try:
        return git(place, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}").strip()
    except UnpreparedError:
        return ""


def _related(place: Path, one: str, other: str) -> bool:
    """Whether one builds on the other: then both are the fix, else a copy of it for another version."""
    return git(place, "merge-base", one, other).strip() in {one, other}


def _changed(place: Path, commit: str) -> list[str]:
    return [
        name for name in git(place, "diff", "--name-only", "-z", f"{commit}^", commit).split("\0") if name
    ]


if __name__ == "__main__":
    sys.exit(main())
