import ast
import json
import subprocess
import textwrap
import zipfile

import code_advisories
import code_cves
import code_known
import code_noise
import code_scan
import code_spans
import code_teaching
import pytest
from code_rename import rename
from code_tongue import JAVASCRIPT, PYTHON
from corpus import Repository

_GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.invalid")


@pytest.fixture
def repository(tmp_path):
    """A git directory as the corpus folder holds it, and a function that commits files to it."""
    place = tmp_path / "corpus" / "a+b" / "repo"
    place.mkdir(parents=True)
    subprocess.run([*_GIT, "init", "-q", str(place)], check=True)

    def commit(files, said="x"):
        for name, content in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(content)
        subprocess.run([*_GIT, "-C", str(place), "add", "-A"], check=True)
        subprocess.run([*_GIT, "-C", str(place), "commit", "-q", "-m", said, "--allow-empty"], check=True)
        done = subprocess.run(
            [*_GIT, "-C", str(place), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    return tmp_path / "corpus", commit


def _record(name, details, *urls, kind="FIX"):
    references = [{"type": kind, "url": url} for url in urls]
    package = {"package": {"name": "p", "ecosystem": "PyPI"}}
    return {"id": name, "details": details, "affected": [package], "references": references}


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ("Cross-site scripting (XSS) vulnerability in x.", ("html",)),
        ("A crafted file evaluates to nothing.", ()),
        ("Buffer overflow in ImagingPcdDecode.", ()),
        ("Writes to /tmp/x. NOTE: this is not the SQL injection of old.", ("temporary",)),
        ("Leaks password information in debug logs.", ("secret-log",)),
        ("Uses AES in ECB mode.", ("cipher",)),
        ("Describes what it does.", ()),
    ],
)
def test_an_advisory_is_about_what_its_words_say(details, words):
    assert code_advisories.words(_record("P-1", details)) == words


def test_the_list_is_drawn_in_order_and_says_whom_it_passed_over(tmp_path, repository):
    folder, commit = repository
    before = commit({"app.py": "a = 1\n", "tests/test_a.py": ""})
    fix = commit({"app.py": "a = 2\n", "tests/test_a.py": "b = 1\n"})
    tests_only = commit({"tests/test_a.py": "b = 2\n"})
    url = "https://github.com/a/b/commit/"
    records = [
        _record("PYSEC-2020-9", "SQL injection", url + fix),
        _record("PYSEC-2020-10", "SQL injection", url + tests_only),
        _record("PYSEC-2019-1", "SQL injection", "https://github.com/no/where/commit/" + fix),
        _record("PYSEC-2018-1", "Memory corruption", url + fix),
        _record("PYSEC-2021-1", "SQL injection again", url + fix),
    ]
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for record in records:
            opened.writestr(f"{record['id']}.json", json.dumps(record))
    candidates = list(code_advisories.read(archive))
    assert [one.id for one in candidates] == ["PYSEC-2019-1", "PYSEC-2020-10", "PYSEC-2020-9", "PYSEC-2021-1"]
    drawn, refused = code_advisories.draw(candidates, folder)
    assert [(one.candidate.id, one.before, one.after, one.files) for one in drawn] == [
        ("PYSEC-2020-9", before, fix, ("app.py",))
    ]
    assert [reason for _, reason in refused] == [
        "its repository could not be had",
        "the fix changes Python of tests, documents or examples only",
        "the same weakness and fix as one above",
    ]


def test_a_further_list_takes_so_many_of_a_kind_and_tells_the_rest(tmp_path, repository):
    folder, commit = repository
    fixes = [commit({"app.py": f"a = {number}\n"}) for number in range(4)][1:]
    candidates = [
        code_advisories.Candidate(f"P-{number}", "a", ("sql",), "a/b", (fix,), (89,))
        for number, fix in enumerate(fixes)
    ]
    drawn, refused = code_advisories.draw(candidates, folder, wanted=2, most=1)
    assert [one.candidate.id for one in drawn] == ["P-0"]
    assert [reason for _, reason in refused] == ["1 of its kind are above"] * 2
    drawn, refused = code_advisories.draw(candidates, folder, wanted=2)
    assert [one.candidate.id for one in drawn] == ["P-0", "P-1"]
    place = tmp_path / "list.toml"
    place.write_text(code_advisories.written(*code_advisories.draw(candidates, folder, most=1)))
    assert code_advisories.listed(place) == ["P-0", "P-1", "P-2"]


def test_the_fix_of_a_pull_request_is_the_commit_that_says_so(tmp_path, repository):
    folder, commit = repository
    commit({"app.py": "a = 0\n"}, "See (#71) of old")
    before = commit({"app.py": "a = 1\n"}, "Mend (#712)")
    fix = commit({"app.py": "a = 2\n"}, "Quote names (#71)")
    commit({"app.py": "a = 3\n"}, "Backport: quote names (#71)")
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        record = _record("PYSEC-2020-9", "SQL injection", "https://github.com/a/b/pull/71/files")
        opened.writestr("PYSEC-2020-9.json", json.dumps(record))
    assert list(code_advisories.read(archive)) == []
    candidates = list(code_advisories.read(archive, code_advisories._PULL, "#"))
    drawn, refused = code_advisories.draw(candidates, folder)
    assert refused == []
    assert [(one.before, one.after) for one in drawn] == [(before, fix)]


def test_a_finding_remains_only_for_those_who_saw_it_before(tmp_path):
    trees = tmp_path / "before", tmp_path / "after"
    before = _found(persona="regular")
    for persona, remains in (("regular", True), ("auditor", False)):
        after = code_scan.Scanned([_found(persona=persona)], {}, tmp_path)
        assert code_known._remains(before, trees, after, set()) is remains


def test_another_finding_on_a_line_alike_is_not_the_one_that_is_gone(tmp_path):
    trees = tmp_path / "before", tmp_path / "after"
    for tree in trees:
        tree.mkdir()
        (tree / "a.py").write_text("run(x)\n")
    after = code_scan.Scanned([_found(identity="second", persona="regular")], {}, tmp_path)
    gone = _found(identity="first", persona="regular")
    assert code_known._remains(gone, trees, after, set())
    assert not code_known._remains(gone, trees, after, {"second"})


def test_a_tree_is_the_files_of_its_commit_without_links(tmp_path, repository):
    folder, commit = repository
    (folder / "a+b" / "repo" / "link").symlink_to("/etc/passwd")
    first = commit({"a/b.py": "one\n", ".gitattributes": "a/b.py export-ignore ident filter=x\n"})
    commit({"a/b.py": "two\n"})
    tree = code_scan.extract(code_scan.source("a/b", folder), first, tmp_path / "tree")
    held = {path.relative_to(tree).as_posix() for path in tree.glob("[!.]*/**/*") if path.is_file()}
    assert held == {"a/b.py"}
    assert not (tree / "link").is_symlink()
    assert (tree / "a/b.py").read_text() == "one\n"
    assert PYTHON.lines(tree) == 1


OLD = textwrap.dedent("""\
    import os
    LIMIT = 1

    @decorated
    def first(
        a,
    ):
        x = a

        return x

    class Held:
        def second(self):
            print 'old syntax'
        # between
            return 1

    def third(): pass
    """).split("\n")


@pytest.mark.parametrize(
    ("hunk", "lines"),
    [
        ("@@ -8 +8 @@", set(range(4, 11))),
        ("@@ -8,0 +9,2 @@", set(range(4, 11))),
        ("@@ -2 +2 @@", {2}),
        ("@@ -16 +16 @@", set(range(13, 17))),
        ("@@ -18 +18 @@", {18}),
    ],
)
def test_a_fix_concerns_the_functions_that_it_touches(hunk, lines):
    spans = code_spans.python("a.py", OLD)
    assert code_known.touched(f"--- a\n+++ b\n{hunk}\n-x\n+y\n", spans) == lines


SCRIPT = textwrap.dedent("""\
    (function () {
      var limit = 1;

      exports.first = function (list) {
        return list.map(function (one) {
          return one;
        });
      };

      class Held {
        second() {
          return () => 1;
        }
      }

      app.get("/", (req, res) => {
        res.end();
      });
    })();
    """).split("\n")


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (2, {2}),
        (6, set(range(4, 9))),
        (12, set(range(11, 14))),
        (17, set(range(16, 19))),
    ],
)
def test_a_function_that_is_handed_on_belongs_to_the_named_one_around_it(line, lines):
    assert code_known.around(line, code_spans.javascript("a.js", SCRIPT)) == lines


def test_lines_of_a_language_are_those_that_no_program_made(tmp_path):
    (tmp_path / "a.ts").write_text("let a = 1\n" * 3)
    (tmp_path / "a.min.js").write_text("let a = 1\n" * 5)
    (tmp_path / "a.py").write_text("a = 1\n")
    assert JAVASCRIPT.lines(tmp_path) == 3
    assert PYTHON.lines(tmp_path) == 1


def test_tests_and_examples_of_a_language_are_known_by_their_paths():
    aside = ("test.js", "lib/a.spec.ts", "src/__tests__/a.ts", "examples/a.js", "a.test.tsx")
    assert [path for path in aside if not JAVASCRIPT.aside.search(path)] == []
    assert not any(map(JAVASCRIPT.aside.search, ("lib/attest.js", "src/latest/a.ts", "src/inspect.ts")))


def _cve(number, said, before, after, path):
    weak = {"location": {"file": path, "line": 1}, "explanation": said}
    sides = {
        "prePatch": {"commit": before, "weaknesses": [weak]},
        "postPatch": {"commit": after},
    }
    return {"CVE": f"CVE-2020-{number}", "repository": "https://github.com/a/b.git", **sides}


def test_the_list_of_npm_weaknesses_has_no_more_than_two_of_a_kind(repository):
    folder, commit = repository
    before = commit({"lib/a.js": "1\n", "test/a.js": "1\n"})
    fix = commit({"lib/a.js": "2\n"})
    tests_only = commit({"test/a.js": "2\n"})
    said = "Uncontrolled data used in path expression"
    records = [_cve(number, said, before, fix, "lib/a.js") for number in (1000, 20, 3, 100)]
    records += [
        _cve(4, "Server-side URL redirect", fix, tests_only, "lib/a.js"),
        _cve(5, "Resource exhaustion", before, fix, "lib/a.js"),
        _cve(6, "Uncontrolled data used in network request", before, fix, "lib/a.js"),
    ]
    commit({f"CVEs/{one['CVE']}.json": json.dumps(one) for one in records})
    listed = list(code_cves.read(code_scan.source("a/b", folder)))
    drawn, refused = code_cves.draw(listed, folder)
    assert [(one.candidate.id, *one.candidate.words, *one.places) for one in drawn] == [
        ("CVE-2020-3", "path", "lib/a.js:1"),
        ("CVE-2020-6", "ssrf", "lib/a.js:1"),
        ("CVE-2020-20", "path", "lib/a.js:1"),
    ]
    assert [(one.id, reason.split()[0]) for one, reason in refused] == [
        ("CVE-2020-4", "the"),
        ("CVE-2020-100", "2"),
        ("CVE-2020-1000", "2"),
    ]


def test_places_of_a_documented_weakness_are_lines_and_spans():
    assert code_teaching.covered(["a.js:3", "a.js:7-9", "b.ts:1"]) == {"a.js": {3, 7, 8, 9}, "b.ts": {1}}


def _found(path="a.py", line=1, steps=(), **other):
    given = dict.fromkeys(("rule", "confidence", "persona", "severity", "message", "symbol", "identity"), "x")
    given |= {"path": path, "line": line, "end": line, "cwe": frozenset({89}), "steps": steps, **other}
    return code_scan.Found(**given)


def test_a_finding_crosses_by_its_place_or_by_a_step():
    concerned = {"a.py": {3, 4}}
    assert code_known.crosses(_found(line=4), concerned)
    assert not code_known.crosses(_found(line=5), concerned)
    assert not code_known.crosses(_found(path="b.py", line=4), concerned)
    assert code_known.crosses(_found("b.py", 9, (code_scan.Step("a.py", 3, ""),)), concerned)


def test_the_path_of_a_finding_names_each_file_once():
    steps = (code_scan.Step("b.py", 1, ""), code_scan.Step("b.py", 7, ""), code_scan.Step("a.py", 1, ""))
    assert code_scan.route(_found(steps=steps)) == "b.py:1 → 7 → a.py:1"


def test_sarif_is_read_with_paths_and_without_what_is_suppressed(tmp_path):
    def place(line):
        physical = {"artifactLocation": {"uri": "a%20b.py"}, "region": {"startLine": line}}
        return {"physicalLocation": physical}

    flow = {"threadFlows": [{"locations": [{"location": place(2)}, {"location": place(5)}]}]}
    properties = {"confidence": "high", "persona": "regular"}
    shown = {"ruleId": "r", "message": {"text": "m"}, "locations": [place(5)], "properties": properties}
    results = [shown | {"codeFlows": [flow]}, shown | {"suppressions": [{"kind": "inSource"}]}]
    rules = [{"id": "r", "properties": {"tags": ["external/cwe/cwe-089"]}}]
    run = {"tool": {"driver": {"rules": rules}}, "results": results}
    (tmp_path / "x.sarif").write_text(json.dumps({"runs": [run]}))
    (one,) = code_scan.read(tmp_path / "x.sarif")
    assert (one.path, one.line, one.cwe) == ("a b.py", 5, {89})
    assert [step.line for step in one.steps] == [2, 5]


def test_a_judge_sees_neither_rule_nor_confidence_and_verdicts_come_back(tmp_path, monkeypatch):
    tongue = PYTHON._replace(stem=str(tmp_path / "a"))
    monkeypatch.setattr(code_noise, "place", lambda _: tmp_path)
    (tmp_path / "a.py").write_text("run(given)\n")
    project = Repository("a/b", "", "", "", "", 1)
    one = _found(rule="code-secretive-name", confidence="most-certain", message="SQL injection")
    found = [one, _found(persona="auditor", message="only for auditors")]
    listed = [code_noise.Project(project, 1, found, 0)]
    sheet = code_noise.write_sheet(listed, confidence="", seed=1, tongue=tongue)
    shown = sheet.read_text()
    assert "SQL injection" in shown
    assert "run(given)" in shown
    assert not any(word in shown for word in ("code-secretive-name", "most-certain", "only for auditors"))
    sheet.write_text(shown.replace("verdict:\nwhy:\n", "verdict: false\nwhy: a constant\n"))
    assert code_noise.read_sheet(sheet, "somebody", tongue) == 1
    (kept,) = code_noise.verdicts(tongue).values()
    assert kept == {"verdict": "false", "why": "a constant", "judge": "somebody"}
    assert (
        "verdict:"
        not in code_noise.write_sheet(listed, confidence="", seed=1, tongue=tongue)
        .read_text()
        .split("\n## ", 1)[-1][:0]
    )
    with pytest.raises(ValueError, match="none of"):
        list(code_noise.filled("## abc\nverdict: perhaps\n"))


def test_a_section_replaces_its_former_self_and_leaves_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(code_scan, "REPORT", tmp_path / "code.md")
    code_scan.section("a", ["first", *code_scan.table(["x"], [["<!-- b: begin --> | y"]])])
    code_scan.section("b", ["second"])
    code_scan.section("a", ["third"])
    text = (tmp_path / "code.md").read_text()
    assert "first" not in text
    assert text.index("third") < text.index("second")
    assert text.count("begin -->") == 2


TREE = {
    "pkg/__init__.py": "",
    "pkg/secret_helper.py": "LIMIT_OF_ALL = 3\n\ndef escape_it(value, strict=False):\n    return value\n",
    "cases/CaseNumber00001.py": '''
"""Path traversal here."""
from flask import request
import os
import pkg.secret_helper
from pkg import secret_helper as helping
from pkg.secret_helper import escape_it

def init(app):
    # a comment
    @app.route("/kind-00/CaseNumber00001/<name>")
    def CaseNumber00001_get(name):
        """Says what."""
        given = request.args.get("CaseNumber00001")
        query_string = request.query_string
        os.system(f"ls {given}")
        for path in [given]:
            open(path)
        return escape_it(given, strict=True), pkg.secret_helper.LIMIT_OF_ALL, helping.escape_it(name)
''',
}


@pytest.fixture
def renamed(tmp_path):
    for name, content in TREE.items():
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(content)
    paths = rename(tmp_path / "tree", tmp_path / "out", "seed", ["kind-00"])
    return {old: (tmp_path / "out" / new).read_text() for old, new in paths.items()}, paths


def test_no_name_of_the_tree_is_left(renamed):
    texts, paths = renamed
    held = "".join([*texts.values(), *paths.values()])
    gone = (
        "CaseNumber",
        "kind-00",
        "secret_helper",
        "escape_it",
        "LIMIT_OF_ALL",
        "given",
        "helping",
        "comment",
    )
    assert not [word for word in (*gone, "traversal", "Says what", "init(") if word in held]


def test_what_others_know_keeps_its_name(renamed):
    text = renamed[0]["cases/CaseNumber00001.py"]
    kept = (
        "from flask import request",
        "request.args.get(",
        "request.query_string",
        "os.system(",
        "open(",
        "strict=True",
        "<name>",
        ".route(",
    )
    assert not [word for word in kept if word not in text]


def test_imports_within_the_tree_still_lead_there(renamed):
    texts, paths = renamed
    helper = paths["pkg/secret_helper.py"].removesuffix(".py").replace("/", ".")
    nodes = list(ast.walk(ast.parse(texts["cases/CaseNumber00001.py"])))
    assert helper in {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    (taken,) = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == helper]
    assert f"def {taken.names[0].name}(" in texts["pkg/secret_helper.py"]
    called = {
        node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert taken.names[0].name in called


def test_files_move_unless_others_import_them(renamed):
    paths = renamed[1]
    assert paths["cases/CaseNumber00001.py"].startswith("f")
    assert paths["pkg/secret_helper.py"].split("/")[0] == paths["pkg/__init__.py"].split("/")[0]
