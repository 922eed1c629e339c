"""Upgrades: what they promise is what is gone when the edited files are read and matched again."""

import json
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.analysis.packages.cooldown import NONE, Cooldown
from vedette.analysis.packages.dependencies import join
from vedette.analysis.packages.matching import affects
from vedette.analysis.packages.upgrading import Chooser, Used
from vedette.analysis.packages.upgrading_commands import Wanted, afterwards, instead
from vedette.analysis.packages.upgrading_files import propose
from vedette.analysis.packages.upgrading_places import Files, applied, written_as
from vedette.analysis.packages.upgrading_steps import Weak
from vedette.analysis.packages.versions import key
from vedette.languages.packages.reading import reader_of
from vedette.model.advisory import Advisory, Affected, Event, Matches
from vedette.model.facts import Text


def advisory(id_, name, *ranges, ecosystem="PyPI", **more):
    """Each range is `introduced` and `fixed`; "" for one that nothing mends."""
    events = tuple(
        (Event("introduced", low), *((Event("fixed", high),) if high else ())) for low, high in ranges
    )
    affected = Affected(ecosystem=ecosystem, name=name, kinds=("ECOSYSTEM",) * len(events), ranges=events)
    return Advisory(id=id_, affected=(affected,), **more)


class Knowing:
    """What is publicly known, in a test."""

    def __init__(self, advisories):
        self.advisories = advisories

    def matches(self, ecosystem, name, version):
        return Matches(
            affecting=tuple(one for one in self.advisories if affects(one, ecosystem, name, version))
        )

    def find(self, ecosystem, name):
        del ecosystem, name
        return self.advisories


def files_of(texts):
    given = {path: Text(path=path, data=text.encode()) for path, text in texts.items()}
    manifests = {path: reader_of(path).read(path, text.data) for path, text in given.items()}
    return Files(manifests, given)


def weak_of(joined, known):
    return [
        Weak(one, each)
        for those in joined.dependencies.values()
        for one in those
        if one.package.version
        for each in known.matches(one.package.ecosystem, one.package.name, one.package.version).affecting
    ]


def proposed(texts, *advisories, widens=False, cooldown=NONE):
    files = files_of(texts)
    joined = join(files.manifests.values())
    known = Knowing(advisories)
    return propose(files, joined, weak_of(joined, known), known, widens=widens, cooldown=cooldown)


def edited(texts, proposal):
    after = dict(texts)
    for path in texts:
        edits = {edit for one in proposal.upgrades for edit in one.edits if edit.path == path}
        after[path] = applied(Text(path=path, data=texts[path].encode()), edits).decode()
    return after


def weaknesses(texts, known):
    joined = join(files_of(texts).manifests.values())
    return sorted(map(told, weak_of(joined, known)))


def told(weak):
    package = weak.dependency.package
    return weak.dependency.path, package.name, package.line, weak.advisory.id


FIXES = [
    ("1.2", "1.5"),
    ("0", "1.3"),
    ("1.0", "2.1"),
    ("0", ""),
    ("1.4", "1.6"),
    ("2.0", "2.2"),
    ("0", "1.7b1"),
]
NAMES = ["a", "b-c", "d"]
known_things = st.lists(
    st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(FIXES), min_size=1, max_size=2)), max_size=8
)
UNTOUCHED = re.compile("[0-9.]")
VERSIONS = ["0.9", "1.0", "1.2.1", "1.4", "1.5.0", "2.0", "2.1"]
POM = (
    "<project><groupId>g</groupId><artifactId>x</artifactId><version>1</version><properties>"
    "<v>{v}</v></properties><dependencies>{deps}</dependencies></project>"
)
DEPENDENCY = "<dependency><groupId>g</groupId><artifactId>{n}</artifactId><version>{v}</version></dependency>"


@settings(max_examples=150, deadline=None)
@given(known_things, st.lists(st.sampled_from(VERSIONS), min_size=3, max_size=3),
       st.sampled_from(["", ">=0.5,<1.5", "<2", ">=1"]), st.booleans())  # fmt: skip
def test_what_is_promised_is_what_is_gone(things, versions, asked, widens):
    advisories = [
        one
        for number, (name, ranges) in enumerate(things)
        for one in (
            advisory(f"A-{number}", name, *ranges),
            advisory(f"M-{number}", f"g:{name}", *ranges, ecosystem="Maven"),
            advisory(f"N-{number}", name, *ranges, ecosystem="npm"),
        )
    ]
    pins = "".join(f"{name}=={version}  # kept\r\n" for name, version in zip(NAMES, versions, strict=True))
    declared = f'[project]\nname = "x"\ndependencies = ["a {asked}"]\n' if asked else ""
    deps = "".join(DEPENDENCY.format(n=name, v="${v}" if name != "d" else versions[2]) for name in NAMES)
    npm = {"dependencies": {name: f"{version}.0"[:5] for name, version in zip(NAMES, versions, strict=True)}}
    texts = {
        "requirements.txt": pins,
        "pyproject.toml": declared,
        "pom.xml": POM.format(v=versions[0], deps=deps),
        "web/package.json": json.dumps(npm, indent="\t"),
    }
    known = Knowing(advisories)
    before = weaknesses(texts, known)
    proposal = proposed(texts, *advisories, widens=widens)
    promised = sorted(told(weak) for one in proposal.upgrades for weak in one.mends)
    kept = sorted(told(weak) for one in proposal.kept for weak in one.weak)
    assert sorted([*promised, *kept]) == before
    after = edited(texts, proposal)
    assert weaknesses(after, known) == kept
    assert not proposed(after, *advisories, widens=widens).upgrades
    for path in texts.keys() - {"pyproject.toml"}:
        assert UNTOUCHED.sub("", texts[path]) == UNTOUCHED.sub("", after[path])


@settings(max_examples=150, deadline=None)
@given(known_things, st.sampled_from(VERSIONS))
def test_no_smaller_step_removes_as_much(things, version):
    advisories = [advisory(f"A-{number}", "a", *ranges) for number, (_, ranges) in enumerate(things)]
    known = Knowing(advisories)
    using = Used("PyPI", "a", version)
    own = {one.id for one in known.matches("PyPI", "a", version).affecting}
    best = Chooser([using], own, known).best(lambda _: True)
    named = {high for _, ranges in things for _, high in ranges if high and "b" not in high}
    above = sorted(
        {one for one in named if key("PyPI", one) > key("PyPI", version)}, key=lambda v: key("PyPI", v)
    )
    steps = [(one, {each.id for each in known.matches("PyPI", "a", one).affecting}) for one in above]
    sound = [(one, own - after) for one, after in steps if not after - own and own - after]
    most = max((len(removed) for _, removed in sound), default=0)
    expected = next(((one, removed) for one, removed in sound if len(removed) == most), None)
    assert (best and (best.version, set(best.removed))) == expected


def test_one_version_that_mends_all_is_taken_and_not_one_for_each():
    offered = proposed(
        {"requirements.txt": "a==1.0\n"}, advisory("A", "a", ("0", "1.2")), advisory("B", "a", ("0", "1.4"))
    )
    (only,) = offered.upgrades
    assert (only.version, len(only.mends)) == ("1.4", 2)


def test_a_version_with_a_new_weakness_is_not_taken():
    bad = advisory("B", "a", ("1.2", "1.3"))
    (only,) = proposed({"requirements.txt": "a==1.0\n"}, advisory("A", "a", ("0", "1.2")), bad).upgrades
    assert only.version == "1.3"
    (kept,) = proposed({"requirements.txt": "a==1.0\n"}, advisory("A", "a", ("0", "1.2")),
                       advisory("B", "a", ("1.2", ""))).kept  # fmt: skip
    assert kept.why == "of the versions named as mended none fits (1.2)"


def test_another_major_version_waits_until_it_is_asked_for():
    known = [advisory("A", "a", ("0", "1.4")), advisory("B", "a", ("0", "2.0"))]
    offered = proposed({"requirements.txt": "a==1.0\n"}, *known)
    assert [one.version for one in offered.upgrades] == ["1.4"]
    assert [one.why for one in offered.kept] == ["mended in 2.0, another major version; --widen takes it"]
    widened = proposed({"requirements.txt": "a==1.0\n"}, *known, widens=True)
    assert ([one.version for one in widened.upgrades], widened.kept) == (["2.0"], ())


def test_a_range_declared_beside_a_pin_is_kept_to_or_widened_with_it():
    texts = {"requirements.txt": "a==1.0\n", "pyproject.toml": '[project]\ndependencies = ["a>=1,<1.3"]\n'}
    weak = advisory("A", "a", ("0", "1.4"))
    (kept,) = proposed(texts, weak).kept
    assert "pyproject.toml:2 (>=1,<1.3) is not known to allow" in kept.why
    after = edited(texts, proposed(texts, weak, widens=True))
    assert after == {
        "requirements.txt": "a==1.4\n",
        "pyproject.toml": '[project]\ndependencies = ["a>=1.4,<2"]\n',
    }


@pytest.mark.parametrize(("path", "text", "ecosystem", "name", "wanted"), [
    ("requirements.txt", "a [x] == 1.0 ; python_version>'3' # c\n", "PyPI", "a",
     "a [x] == 1.5 ; python_version>'3' # c\n"),
    ("constraints.txt", "A==1.0\n", "PyPI", "a", "A==1.5\n"),
    ("pyproject.toml", '[project]\ndependencies = [\n  "a==1.0", # c\n]\n', "PyPI", "a",
     '[project]\ndependencies = [\n  "a==1.5", # c\n]\n'),
    ("Pipfile", '[packages]\na = "==1.0"\n', "PyPI", "a", '[packages]\na = "==1.5"\n'),
    ("package.json", '{"dependencies": {"a": "1.0.0"}}', "npm", "a", '{"dependencies": {"a": "1.5"}}'),
    ("Cargo.toml", '[dependencies]\na = { version = "=1.0.0" }\n', "crates.io", "a",
     '[dependencies]\na = { version = "=1.5" }\n'),
    ("go.mod", "module m\n\ngo 1.22\n\nrequire x.org/a v1.0.0 // indirect\n", "Go", "x.org/a",
     "module m\n\ngo 1.22\n\nrequire x.org/a v1.5 // indirect\n"),
    ("gradle/libs.versions.toml",
     '[versions]\nv = "1.0"\n[libraries]\na = { module = "g:a", version.ref = "v" }\n',
     "Maven", "g:a", '[versions]\nv = "1.5"\n[libraries]\na = { module = "g:a", version.ref = "v" }\n'),
    ("build.gradle", 'dependencies {\n  implementation "g:a:1.0"\n}\n', "Maven", "g:a",
     'dependencies {\n  implementation "g:a:1.5"\n}\n'),
    ("composer.json", '{"require": {"v/a": "1.0.0"}}', "Packagist", "v/a", '{"require": {"v/a": "1.5"}}'),
    ("a.csproj", '<Project><ItemGroup><PackageReference Include="A" Version="1.0.0"/></ItemGroup></Project>',
     "NuGet", "a",
     '<Project><ItemGroup><PackageReference Include="A" Version="1.5"/></ItemGroup></Project>'),
    (".github/workflows/x.yml", "jobs:\n  a:\n    steps:\n      - uses: o/a@v1.0.0 # c\n",
     "GitHub Actions", "o/a",
     "jobs:\n  a:\n    steps:\n      - uses: o/a@v1.5 # c\n"),
])  # fmt: skip
def test_each_format_keeps_all_but_the_version(path, text, ecosystem, name, wanted):
    texts = {path: text}
    weak = advisory("A", name, ("0", "1.5"), ecosystem=ecosystem)
    if ecosystem in {"npm", "crates.io", "GitHub Actions", "Go", "Packagist"}:
        wanted, weak = (
            wanted.replace("1.5", "1.5.0"),
            advisory("A", name, ("0", "1.5.0"), ecosystem=ecosystem),
        )
    assert edited(texts, proposed(texts, weak)) == {path: wanted}


def test_a_property_is_changed_where_it_stands_and_for_all_that_share_it():
    parent = (
        "<project><groupId>g</groupId><artifactId>p</artifactId><version>1</version>"
        "<properties><v>1.0</v></properties></project>"
    )
    child = (
        "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>"
        f"<artifactId>c</artifactId><dependencies>{DEPENDENCY.format(n='a', v='${v}')}"
        f"{DEPENDENCY.format(n='b', v='${v}')}</dependencies></project>"
    )
    texts = {"pom.xml": parent, "c/pom.xml": child}
    offered = proposed(texts, advisory("A", "g:a", ("0", "1.2"), ecosystem="Maven"),
                       advisory("B", "g:b", ("0", "1.4"), ecosystem="Maven"))  # fmt: skip
    assert [(one.version, len(one.mends)) for one in offered.upgrades] == [("1.4", 2)]
    assert edited(texts, offered) == {"pom.xml": parent.replace("<v>1.0", "<v>1.4"), "c/pom.xml": child}


def test_an_edit_that_would_change_another_package_too_is_refused():
    deps = DEPENDENCY.format(n="a", v="${v}") + DEPENDENCY.format(n="b", v="${v}.1")
    texts = {"pom.xml": POM.format(v="1.0", deps=deps)}
    offered = proposed(texts, advisory("A", "g:a", ("0", "1.2"), ecosystem="Maven"))
    assert offered.upgrades == ()
    assert [one.why for one in offered.kept] == ["its edit would change more than its version: do it by hand"]


@pytest.mark.parametrize("line", [
    "https://x.example/a-1.0-py3-none-any.whl", "a==1.0+cu117", "a @ https://x.example/a-1.0.tar.gz",
])  # fmt: skip
def test_what_is_taken_from_elsewhere_or_built_by_somebody_is_left(line):
    offered = proposed({"requirements.txt": f"{line}\n"}, advisory("A", "a", ("0", "1.2")))
    assert offered.upgrades == ()


def test_a_managed_version_is_changed_in_the_parent_that_manages_it():
    managed = DEPENDENCY.format(n="a", v="1.0")
    parent = (
        "<project><groupId>g</groupId><artifactId>p</artifactId><version>1</version>"
        f"<dependencyManagement><dependencies>{managed}</dependencies></dependencyManagement></project>"
    )
    child = (
        "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>"
        "<artifactId>c</artifactId><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId>"
        "</dependency></dependencies></project>"
    )
    texts = {"pom.xml": parent, "c/pom.xml": child}
    offered = proposed(texts, advisory("A", "g:a", ("0", "1.2"), ecosystem="Maven"))
    assert edited(texts, offered) == {"pom.xml": parent.replace("1.0", "1.2"), "c/pom.xml": child}


def test_the_sums_of_go_and_modules_below_ask_for_nothing():
    module = "module m\n\ngo {}\n\nrequire x.org/a v1.0.0\n"
    sums = "x.org/a v1.0.0 h1:x=\nx.org/a v1.0.0/go.mod h1:x=\nx.org/a v0.9.0/go.mod h1:x=\n"
    texts = {"go.mod": module.format("1.22"), "go.sum": sums, "old/go.mod": module.format("1.12")}
    offered = proposed(texts, advisory("A", "x.org/a", ("0", "1.5.0"), ecosystem="Go"))
    after = edited(texts, offered)
    assert after["go.mod"] == texts["go.mod"].replace("v1.0.0", "v1.5.0")
    assert after["go.sum"] == sums
    assert offered.upgrades[0].command == "go mod tidy"


def test_a_list_of_versions_that_is_taken_in_is_changed_where_it_stands():
    managed = DEPENDENCY.format(n="a", v="${v}")
    listed = (
        "<project><groupId>g</groupId><artifactId>bom</artifactId><version>1</version><properties><v>1.0</v>"
        f"</properties><dependencyManagement><dependencies>{managed}</dependencies></dependencyManagement></project>"
    )
    taken = DEPENDENCY.format(n="bom", v="1").replace(
        "</version>", "</version><type>pom</type><scope>import</scope>"
    )
    user = (
        "<project><groupId>g</groupId><artifactId>c</artifactId><version>1</version><dependencyManagement>"
        f"<dependencies>{taken}</dependencies></dependencyManagement><dependencies><dependency>"
        "<groupId>g</groupId><artifactId>a</artifactId></dependency></dependencies></project>"
    )
    texts = {"bom/pom.xml": listed, "pom.xml": user}
    offered = proposed(texts, advisory("A", "g:a", ("0", "1.2"), ecosystem="Maven"))
    assert edited(texts, offered) == {"bom/pom.xml": listed.replace("1.0", "1.2"), "pom.xml": user}


def test_one_edit_that_cannot_be_made_spoils_no_other():
    deps = DEPENDENCY.format(n="a", v="${v}") + DEPENDENCY.format(n="b", v="${v}.1")
    texts = {
        "pom.xml": POM.format(v="1.0", deps=deps),
        "requirements.txt": "".join(f"p{n}==1.0\n" for n in range(80)),
    }
    many = [advisory(f"P-{n}", f"p{n}", ("0", "1.2")) for n in range(80)]
    offered = proposed(texts, *many, advisory("A", "g:a", ("0", "1.2"), ecosystem="Maven"))
    assert (len(offered.upgrades), len(offered.kept)) == (80, 1)
    assert edited(texts, offered)["requirements.txt"].count("==1.2") == 80


def test_a_moving_tag_in_another_workflow_is_no_range_to_keep_to():
    steps = "jobs:\n  a:\n    steps:\n      - uses: o/a@"
    texts = {".github/workflows/x.yml": steps + "v1.0.0\n", ".github/workflows/y.yml": steps + "v1\n"}
    weak = advisory("A", "o/a", ("0", "1.2.0"), ecosystem="GitHub Actions")
    after = edited(texts, proposed(texts, weak, widens=True))
    assert after == {**texts, ".github/workflows/x.yml": steps + "v1.2.0\n"}


def test_a_central_version_of_dotnet_is_changed_where_it_stands():
    props = '<Project><ItemGroup><PackageVersion Include="A" Version="1.0.0" /></ItemGroup></Project>\n'
    project = '<Project><ItemGroup><PackageReference Include="A" /></ItemGroup></Project>\n'
    texts = {"Directory.Packages.props": props, "x/x.csproj": project, "y/y.csproj": project}
    offered = proposed(texts, advisory("A", "a", ("0", "1.2.0"), ecosystem="NuGet"))
    assert [(one.version, len(one.mends)) for one in offered.upgrades] == [("1.2.0", 2)]
    assert edited(texts, offered) == {**texts, "Directory.Packages.props": props.replace("1.0.0", "1.2.0")}


SEEDS = {
    "requirements.txt": "a==1.0  # x\na[y]>=1,<2 ; z\nb-c == 1.0\n-r other.txt\n",
    "package.json": '{"dependencies": {"a": "1.0.0", "d": "npm:a@1.0.0"},'
    ' "overrides": {"a": {"d": "1.0.0"}}}',
    "pom.xml": POM.format(
        v="1.0", deps=DEPENDENCY.format(n="a", v="${v}") + DEPENDENCY.format(n="d", v="1.0")
    ),
    "go.mod": "module m\n\ngo 1.22\n\nrequire (\n\ta v1.0.0 // indirect\n\td v1.0.0\n)\n"
    "replace d => a v1.0.0\n",
    "Cargo.toml": '[dependencies]\na = "=1.0.0"\nd = { version = "=1.0.0", package = "a" }\n',
    "pyproject.toml": '[project]\ndependencies = ["a==1.0", "d>=1,<2"]\n'
    '[tool.poetry.dependencies]\na = "1.0"\n',
    "x.csproj": "<Project><PropertyGroup><V>1.0.0</V></PropertyGroup><ItemGroup>"
    '<PackageReference Include="a" Version="$(V)"/></ItemGroup></Project>',
    "build.gradle": "def v = '1.0'\ndependencies {\n  api 'g:a:1.0'\n  api \"g:d:$v\"\n}\n",
}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.data())
def test_whatever_a_file_holds_no_promise_is_broken(path, data):
    text = SEEDS[path]
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        put = data.draw(st.one_of(st.text("a1.=<>^~\"'{}$,/-#\n é", max_size=8), st.just(text[:40])))
        text = text[:at] + put + text[at + cut :]
    ecosystems = ("PyPI", "npm", "Maven", "Go", "crates.io", "NuGet")
    advisories = [
        advisory(f"{one}-{name}-{fixed}", name, ("0", fixed), ecosystem=one)
        for one in ecosystems
        for name in (["g:a", "g:d"] if one == "Maven" else ["a", "b-c", "d"])
        for fixed in ("1.2.0", "2.0.0")
    ]
    known = Knowing(advisories)
    for widens in (False, True):
        offered = proposed({path: text}, *advisories, widens=widens)
        after = weaknesses(edited({path: text}, offered), known)
        gone = sorted(told(weak) for one in offered.upgrades for weak in one.mends)
        assert sorted([*after, *gone]) == weaknesses({path: text}, known)


LOCK = """{"name": "x", "lockfileVersion": 3, "packages": {
  "": {"name": "x", "dependencies": {"a": "^1.0.0", "p": "1.0.0"}},
  "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "^1.0.0"}},
  "node_modules/b": {"version": "1.0.0"},
  "node_modules/p": {"version": "1.0.0"}
}}
"""
PACKAGE = '{"name": "x", "dependencies": {"a": "^1.0.0", "p": "1.0.0"}}\n'


def locked(name, fixed, *, widens=False):
    texts = {"web/package.json": PACKAGE, "web/package-lock.json": LOCK}
    offered = proposed(texts, advisory("A", name, ("0", fixed), ecosystem="npm"), widens=widens)
    assert edited(texts, offered)["web/package-lock.json"] == LOCK
    return offered, edited(texts, offered)["web/package.json"]


def test_a_lock_file_is_never_edited_but_its_tool_is_named():
    offered, after = locked("a", "1.2.0")
    assert after == PACKAGE
    assert [(one.why, one.command) for one in offered.kept] == [
        ("mended in 1.2.0; its own tool writes that file", "cd web && npm update a")
    ]
    offered, _ = locked("b", "1.2.0", widens=True)
    assert [(one.why, one.command) for one in offered.kept] == [
        ("mended in 1.2.0; only a brings it in and may not allow it", "cd web && npm update b")
    ]


def test_what_a_manifest_pins_or_is_to_widen_is_edited_and_its_lock_file_follows_by_its_tool():
    offered, after = locked("p", "1.2.0")
    (step,) = offered.upgrades
    assert after == PACKAGE.replace('"p": "1.0.0"', '"p": "1.2.0"')
    assert (step.is_pending, step.command) == (True, "cd web && npm install")
    assert locked("a", "2.0.0")[0].upgrades == ()
    offered, after = locked("a", "2.0.0", widens=True)
    assert after == PACKAGE.replace("^1.0.0", "^2.0.0")


def test_hashes_and_commits_are_never_made_up():
    pinned = "a==1.0 --hash=sha256:" + "0" * 64 + "\n"
    (kept,) = proposed({"requirements.txt": pinned}, advisory("A", "a", ("0", "1.2"))).kept
    assert kept.command == "hashin -r requirements.txt a==1.2"
    compiled = "#\n#    pip-compile --generate-hashes requirements.in\n#\n" + pinned
    (kept,) = proposed({"requirements.txt": compiled}, advisory("A", "a", ("0", "1.2"))).kept
    assert kept.command == "pip-compile --generate-hashes requirements.in --upgrade-package a==1.2"
    action = "jobs:\n  a:\n    steps:\n      - uses: o/a@" + "01" * 20 + " # v1.0.0\n"
    weak = advisory("A", "o/a", ("0", "1.2.0"), ecosystem="GitHub Actions")
    (kept,) = proposed({".github/workflows/x.yml": action}, weak).kept
    assert "pinned to a commit" in kept.why
    assert kept.command == ""


def test_what_is_malicious_is_taken_out_and_not_upgraded():
    weak = advisory("MAL-1", "a", ("0", "1.2"), malicious=True)
    offered = proposed({"requirements.txt": "a==1.0\n"}, weak)
    assert offered.upgrades == ()
    assert "take it out" in offered.kept[0].why


@pytest.mark.parametrize("fixed", ["1.2\nevil==1", "1.2; rm", "1.2 ", "1.2`x`", "1.2\u202e"])
def test_a_version_that_is_no_plain_one_is_never_written(fixed):
    offered = proposed({"requirements.txt": "a==1.0\n"}, advisory("A", "a", ("0", fixed)))
    assert offered.upgrades == ()


@pytest.mark.parametrize("name", ["a; curl x|sh", "--global", "a b", "$(x)", "../../x", "a'", "@x/y z"])
def test_names_of_strangers_never_become_part_of_a_command(name):
    for format_ in ("npm-lock", "poetry-lock", "go-mod"):
        wanted = Wanted(format=format_, path="p", data=b"", name=name, version="1.0")
        assert (
            instead(wanted),
            afterwards(wanted).replace("npm install", "").replace("go mod tidy", ""),
        ) == ("", "")


def test_folders_of_strangers_are_quoted():
    wanted = Wanted(format="npm-lock", path="a;b $(c)/package-lock.json", data=b"", name="x")
    assert instead(wanted) == "cd 'a;b $(c)' && npm update x"
    head = b"# pip-compile $(x) requirements.in\n"
    wanted = Wanted(format="pip-requirements", path="requirements.txt", data=head, name="x", version="1")
    assert instead(wanted) == "hashin -r requirements.txt x==1"


@pytest.mark.parametrize(("old", "new", "wanted"), [
    ("v1.0.0", "1.2.0", "v1.2.0"), ("1.0", "v1.2", "1.2"),
    ("v3.0.0+incompatible", "3.2.0", "v3.2.0+incompatible"),
    ("v0.1.0", "v0.2.0", "v0.2.0"),
])  # fmt: skip
def test_versions_are_written_as_the_file_does(old, new, wanted):
    assert written_as(old, new) == wanted


WEEK = Cooldown(7, date(2026, 11, 23))


def test_an_older_mend_is_taken_before_one_that_is_too_young():
    texts = {"requirements.txt": "a==1.0\n"}
    old = advisory("X-1", "a", ("0", "1.3"), published="2026-01-01T00:00:00Z")
    young = advisory("X-2", "a", ("0", "1.4"), published="2026-11-20T00:00:00Z")
    (one,) = proposed(texts, old, young).upgrades
    assert one.version == "1.4"
    waiting = proposed(texts, old, young, cooldown=WEEK)
    (one,) = waiting.upgrades
    assert (one.version, [weak.advisory.id for weak in one.mends]) == ("1.3", ["X-1"])
    (left,) = waiting.kept
    assert [weak.advisory.id for weak in left.weak] == ["X-2"]
    assert left.why == "mended in 1.4, known for 3 days and younger than the cool-down of 7 days"


def test_who_is_attacked_does_not_wait():
    texts = {"requirements.txt": "a==1.0\n"}
    young = advisory("X-2", "a", ("0", "1.4"), published="2026-11-20T00:00:00Z")
    assert not proposed(texts, young, cooldown=WEEK).upgrades
    attacked = advisory("X-2", "a", ("0", "1.4"), published="2026-11-20T00:00:00Z", exploited="2026-11-21")
    (one,) = proposed(texts, attacked, cooldown=WEEK).upgrades
    assert one.version == "1.4"
