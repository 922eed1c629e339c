"""`vedette fix`: the difference, files written whole or not at all, and all put back if anything appears."""

import os
import stat

import pytest

from vedette.apps.cli import mending, rewriting
from vedette.apps.cli.mending import Rewriting
from vedette.apps.cli.rewriting import UnchangeableError
from vedette.feedback import diff
from vedette.feedback.paper import Paper
from vedette.model.edit import Edit, digest_of
from vedette.model.facts import Position, Text
from vedette.model.finding import Finding, Place
from vedette.model.rule import Confidence, Severity

BAD = 'import requests\nrequests.get("https://a.example", verify=False)\n'
GOOD = BAD.replace(", verify=False", "")
TLS = "code-tls-unverified"


def finding(path, data, *changes):
    text = Text(path=path, data=data)
    edits = tuple(
        Edit(path, start, end, digest_of(data), new, text.position(start), text.position(end))
        for start, end, new in changes
    )
    place = Place(path, Position(1, 1), Position(1, 2))
    return Finding(
        rule=TLS, kind="code", place=place, severity=Severity.high, confidence=Confidence.high, message="m",
        edits=edits,
    )  # fmt: skip


def planned(root, *findings):
    return mending.plan(root, findings)


def test_the_difference_is_shown_and_nothing_written(world):
    (world.here / "a.py").write_text(BAD)
    done = world.run("fix")
    assert done.returncode == 0, done.stderr
    assert (
        '-requests.get("https://a.example", verify=False)\n+requests.get("https://a.example")\n'
        in done.stdout
    )
    assert "1 finding can be mended" in done.stdout
    assert (world.here / "a.py").read_text() == BAD


def test_applied_it_is_mended_and_the_next_time_nothing_is_left(world):
    (world.here / "a.py").write_text(BAD + "eval(input())\n")
    done = world.run("fix", "--apply")
    assert done.returncode == 0, done.stderr
    assert f"mended: {TLS} a.py:2" in done.stdout
    assert (world.here / "a.py").read_text() == GOOD + "eval(input())\n"
    again = world.run("fix", "--apply")
    assert (again.returncode, "---" in again.stdout) == (0, False)
    assert [path.name for path in world.here.iterdir()] == ["a.py"]


@pytest.mark.parametrize(
    "data",
    [
        BAD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + BAD.encode(),
        b"# caf\xe9\n" + BAD.encode(),
        ("# " + "é" * 50 + "\n" + BAD).encode() + "ü = 1".encode(),
    ],
    ids=["crlf", "mark", "latin-1", "no-end"],
)
def test_all_but_the_edit_stays_as_it_was(world, data):
    (world.here / "a.py").write_bytes(data)
    (world.here / "a.py").chmod(0o754)
    assert world.run("fix", "--apply").returncode == 0
    assert (world.here / "a.py").read_bytes() == data.replace(b", verify=False", b"")
    assert stat.S_IMODE((world.here / "a.py").stat().st_mode) == 0o754


def test_what_is_not_utf8_is_left(world):
    data = BAD.encode("utf-16")
    (world.here / "a.py").write_bytes(data)
    done = world.run("fix", "--apply")
    assert "it is not written in UTF-8" in done.stdout
    assert (world.here / "a.py").read_bytes() == data


def test_only_what_was_asked_for_is_mended(world):
    (world.here / "a.py").write_text(BAD + "import yaml\ndef f(x):\n    return yaml.load(x)\n")
    done = world.run("fix", "--apply", "--rule", "code-unsafe-yaml")
    assert done.returncode == 0, done.stderr
    assert (world.here / "a.py").read_text() == BAD + "import yaml\ndef f(x):\n    return yaml.safe_load(x)\n"


def test_one_finding_by_its_id(world):
    (world.here / "a.py").write_text(BAD)
    (world.here / "b.py").write_text(BAD.replace("a.example", "b.example"))
    shown = world.run("findings").stdout + world.run("scan", "--only", "code").stdout
    ids = sorted({word.strip(",:()") for word in shown.split() if word.startswith("VD-")})
    done = world.run("fix", "--apply", "--finding", ids[0])
    assert done.returncode == 0, done.stderr
    texts = [(world.here / name).read_text() for name in ("a.py", "b.py")]
    assert sum("verify=False" in text for text in texts) == (1 if len(ids) > 1 else 0)


@pytest.mark.parametrize(
    "arguments", [("--rule", "code-tls-unverifed"), ("--finding", "VD-NOSUCH"), ("gone",)]
)
def test_what_is_not_known_is_refused(world, arguments):
    (world.here / "a.py").write_text(BAD)
    done = world.run("fix", "--apply", *arguments)
    assert done.returncode == 2
    assert "help:" in done.stderr
    assert (world.here / "a.py").read_text() == BAD


def test_what_is_accepted_is_left_in_peace(world):
    (world.here / "a.py").write_text(BAD.replace("False)", f'False)  # vedette: ignore[{TLS}] reason="lab"'))
    assert "---" not in world.run("fix").stdout


def test_a_secret_of_the_lines_around_is_masked(world):
    secret = "".join(chr(97 + at * 7 % 26) for at in range(24))
    (world.here / "a.py").write_text(f'password = "{secret}"\n{BAD}')
    done = world.run("fix")
    assert "+requests.get" in done.stdout
    assert secret not in done.stdout


def test_signs_that_hide_are_shown(world):
    (world.here / "a.py").write_text(BAD + "# \u202e\x1b[31m ::error::\n")
    done = world.run("fix")
    assert "\u202e" not in done.stdout
    assert "\x1b" not in done.stdout
    assert "\\u202e\\x1b[31m" in done.stdout


# A later scan that finds more stands for an edit that is wrong.
WORSE = """
import sys
from vedette.apps.cli import mending
whole = mending.applied
mending.applied = lambda data, edits: whole(data, edits) + {!r}
from vedette.apps.cli.main import run
raise SystemExit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("added", "code", "word"),
    [
        (b"\nimport yaml\ndef f(x):\n    return yaml.load(x)\n", 1, "code-unsafe-yaml"),
        (b"\ndef (:\n", 0, "read any more"),
    ],
)
def test_all_is_put_back_if_something_appears(world, added, code, word):
    import subprocess
    import sys

    for name in ("a.py", "b.py"):
        (world.here / name).write_text(BAD)
    worse = world.here.parent / "worse.py"
    worse.write_text(WORSE.format(added))
    done = subprocess.run(
        [sys.executable, str(worse), "fix", "--apply"],
        cwd=world.here, env=world.env, text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, word in done.stdout) == (code, True), done.stderr + done.stdout
    assert [(world.here / name).read_text() for name in ("a.py", "b.py")] == [BAD, BAD]


def test_a_file_that_changed_since_the_scan_is_left(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 22\n")
    plan = planned(tmp_path, finding("a.py", b"x = 1\n", (4, 5, "2")))
    assert [one.why for one in plan.left] == ["it changed meanwhile"]


def test_a_file_that_changes_before_it_is_written_is_left(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    plan = planned(tmp_path, finding("a.py", b"x = 1\n", (4, 5, "2")))
    (tmp_path / "a.py").write_bytes(b"y = 1\n")
    (left,) = Rewriting(tmp_path).apply(plan.files)
    assert left.why == "it changed meanwhile"
    assert (tmp_path / "a.py").read_bytes() == b"y = 1\n"


def test_what_somebody_changed_since_is_not_put_back(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    rewriting_ = Rewriting(tmp_path)
    rewriting_.apply(planned(tmp_path, finding("a.py", b"x = 1\n", (4, 5, "2"))).files)
    (tmp_path / "a.py").write_bytes(b"theirs\n")
    assert rewriting_.undo() == ["a.py"]
    assert (tmp_path / "a.py").read_bytes() == b"theirs\n"


def test_nothing_is_written_through_a_link(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_bytes(b"x = 1\n")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").symlink_to(outside / "a.py")
    (tree / "folder").symlink_to(outside)
    for name in ("a.py", "folder/a.py", "../outside/a.py", "/etc/hosts", "./a.py"):
        with pytest.raises(UnchangeableError):
            rewriting.read(tree, name)
    assert (outside / "a.py").read_bytes() == b"x = 1\n"


def test_a_link_that_takes_the_files_place_is_not_followed(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    (tmp_path / "other").write_bytes(b"x = 1\n")
    held = rewriting.read(tmp_path, "a.py")
    (tmp_path / "a.py").unlink()
    (tmp_path / "a.py").symlink_to(tmp_path / "other")
    with pytest.raises(UnchangeableError, match="link"):
        rewriting.write(tmp_path, held, b"x = 2\n")
    assert (tmp_path / "other").read_bytes() == b"x = 1\n"


def test_another_name_of_the_file_keeps_what_it_had(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    (tmp_path / "b").hardlink_to(tmp_path / "a.py")
    rewriting.write(tmp_path, rewriting.read(tmp_path, "a.py"), b"x = 2\n")
    assert (tmp_path / "b").read_bytes() == b"x = 1\n"


def test_read_only_fifos_and_huge_files_are_left(tmp_path, monkeypatch):
    (tmp_path / "r.py").write_bytes(b"x = 1\n")
    (tmp_path / "r.py").chmod(0o444)
    os.mkfifo(tmp_path / "f.py")
    (tmp_path / "h.py").write_bytes(b"x = 1\n" * 100)
    monkeypatch.setattr(rewriting, "_LARGEST", 500)
    for name, why in (
        ("r.py", "read-only"),
        ("f.py", "no plain file"),
        ("h.py", "too large"),
        ("gone", "no such"),
    ):
        with pytest.raises(UnchangeableError, match=why):
            rewriting.read(tmp_path, name)


def test_edits_that_overlap_wait_for_the_next_time(tmp_path):
    data = b"f(a, b, c)\n"
    (tmp_path / "a.py").write_bytes(data)
    first = finding("a.py", data, (2, 4, ""))
    plan = planned(tmp_path, first, finding("a.py", data, (3, 6, "")), finding("a.py", data, (9, 9, ", d=1")),
                   finding("a.py", data, (9, 9, ", e=1")), finding("a.py", data, (9, 9, "x")))  # fmt: skip
    (file,) = plan.files
    assert file.data == b"f( b, c, d=1, e=1)\n"
    assert [one.why for one in plan.left] == ["its edit overlaps another; run again"] * 2


@pytest.mark.parametrize(("data", "changes", "wanted"), [
    (b"a\nb\nc\nd\ne\nf\n", [(2, 2, "x\n")], ["@@ -1,4 +1,5 @@", " a", "+x", " b", " c", " d"]),
    (b"a", [(1, 1, "\nx")], None),
    (b"a\nb\n" + b"c\n" * 20 + b"z\n", [(0, 1, "q"), (44, 45, "y")], None),
    (b"", [(0, 0, "x\n")], None),
])  # fmt: skip
def test_differences_are_told_with_what_is_around(data, changes, wanted):
    sheet = Paper(100, colour=False)
    diff.show(sheet, "a.py", data, finding("a.py", data, *changes).edits, str)
    told = sheet.render().decode().splitlines()
    assert told[:2] == ["--- a/a.py", "+++ b/a.py"]
    assert sum(line.startswith("+") for line in told) > 1
    assert sum(line.startswith("@@") for line in told) == (2 if len(data) > 30 else 1)
    if wanted:
        assert told[2:][: len(wanted)] == wanted[: len(told) - 2]


def test_edits_are_made_in_order():
    data = b"a, b\nc\n"
    assert mending.applied(data, finding("x", data, (0, 1, "z"), (5, 5, "y\n")).edits) == b"z, b\ny\nc\n"
