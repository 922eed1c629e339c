"""The demo fails, with a clear message, whenever a scan does not come out as it tells the reader."""

import copy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def loaded(load_script: Callable[[str], Any]) -> Any:
    return load_script("run")


@pytest.fixture(scope="module")
def made(loaded: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return loaded.history.make(tmp_path_factory.mktemp("history") / "demo-out" / "shop")


@pytest.fixture
def demo(loaded: Any, made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The demo with a folder of its own, and a history that was made before."""
    monkeypatch.setattr(loaded, "OUT", tmp_path / "demo-out")
    monkeypatch.setattr(loaded.history, "ROOT", tmp_path)
    monkeypatch.setattr(loaded.history, "make", lambda _: made._replace(path=tmp_path / "demo-out" / "shop"))
    monkeypatch.setattr(loaded.history, "git", lambda *_: "")
    return loaded


def judgement(path: str, disposition: str, *, exploited: bool = False) -> dict[str, Any]:
    known = {"id": "VD-1", "owner": "@a/b", "due": "2027-01-01", "introduced": disposition == "emergency"}
    finding = {"place": {"path": path}, "rule": "code-sql-injection"}
    return {"disposition": disposition, "tracked": {**known, "exploited": exploited, "finding": finding}}


def record(decision: str, *judgements: dict[str, Any]) -> dict[str, Any]:
    verdict = {"decision": decision, "completeness": "complete", "judgements": list(judgements)}
    return {"verdict": verdict, "coverage": {"asked": 3, "examined": 2, "skips": [{}]}}


OLD = (judgement("ops/settings.py", "tracked"), judgement("ops/settings.py", "tracked"))
NEW = (judgement("shop/config.py", "emergency"), judgement("scripts/deploy.sh", "emergency"))
ATTACKED = (judgement("shop/db.py", "emergency", exploited=True),)
ALERT = {
    "targets": [
        {
            "route": "/admin/sales",
            "file": "shop/routes/admin.py",
            "owner": "@tackroom/shop",
            "findings": ["VD-1"],
        }
    ]
}
GOOD = {
    "main": ("passed", OLD),
    "feature": ("blocked", (*NEW, *OLD)),
    "after": ("blocked", (*ATTACKED, *OLD)),
}


def play(
    demo: Any,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[str, dict[str, Any]], object] = lambda *_: None,
) -> int:
    """Run the demo with scans that are as they should be, less what `change` does to them."""

    def scan(name: str) -> Any:
        decision, judgements = GOOD[name]
        good = record(decision, *judgements)
        plain = {"code": int(name != "main"), "printed": "", "record": copy.deepcopy(good)}
        change(name, plain)
        return demo.Scan(plain["code"], plain["printed"], plain["record"])

    def watch() -> tuple[str, dict[str, Any]]:
        seen = {"printed": "one attacker", "alert": copy.deepcopy(ALERT)}
        change("watch", seen)
        return seen["printed"], seen["alert"]

    monkeypatch.setattr(demo, "_scan", scan)
    monkeypatch.setattr(demo, "_watch", watch)
    return int(demo.main())


def test_all_as_it_should_be(
    demo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(demo, monkeypatch) == 0
    printed = capsys.readouterr()
    assert "this run has checked that" in printed.out
    assert printed.err == ""


def on(name: str, key: str, value: object) -> Callable[[str, dict[str, Any]], None]:
    def change(which: str, plain: dict[str, Any]) -> None:
        if which == name:
            *path, last = key.split(".")
            at: Any = plain
            for part in path:
                at = at[int(part)] if part.isdigit() else at[part]
            at[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (on("main", "code", 1), "main should pass with exit code 0, not 1"),
        (on("feature", "code", 0), "blocked with exit code 1, not 0"),
        (on("watch", "alert.targets.0.route", ""), "should lead to /admin/sales, not "),
        (on("watch", "alert.targets.0.file", "x.py"), "lead to its handler"),
        (on("watch", "alert.targets.0.owner", ""), "should have an owner"),
        (on("watch", "alert.targets.0.findings", []), "known weakness should be named"),
        (on("watch", "printed", "O'Brien"), "an apostrophe in a search is no attack"),
        (on("after", "code", 0), "main should be blocked now with exit code 1, not 0"),
        (
            on("after", "record.verdict.judgements.0.tracked.finding.rule", "x"),
            "the attacked weakness alone should block, not ['x']",
        ),
        (on("after", "record.verdict.judgements.0.tracked.exploited", 0), "known as being exploited"),
        (on("main", "record.verdict.completeness", "partial"), "should be complete, not partial"),
        (on("feature", "record.verdict.decision", "passed"), "should be blocked, not passed"),
        (on("main", "record.coverage.asked", 9), "9 asked for, but 3 accounted for"),
        (on("main", "record.verdict.judgements", []), "ops/settings.py should be tracked"),
        (on("main", "record.verdict.judgements.1.tracked.owner", ""), "an owner and a due date"),
        (on("main", "record.verdict.judgements.1.tracked.due", ""), "an owner and a due date"),
        (on("feature", "record.verdict.judgements", [NEW[0], *OLD]), "scripts/deploy.sh, not in"),
        (on("feature", "record.verdict.judgements.0.tracked.introduced", 0), "introduced by the change"),
        (on("feature", "record.verdict.judgements", [*NEW]), "should still be tracked"),
    ],
)
def test_what_is_not_as_told_fails(
    demo: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[str, dict[str, Any]], None],
    message: str,
) -> None:
    assert play(demo, monkeypatch, change) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("where", ["printed", "main.sarif", "ledger.sqlite-wal", "home/cache/x"])
def test_a_secret_that_leaks_fails_and_is_not_repeated(
    demo: Any, made: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    hidden = made.secrets

    def change(_: str, plain: dict[str, Any]) -> None:
        if where == "printed":
            plain[where] = f"found {hidden.cloud_key} here"
        else:
            (demo.OUT / where).parent.mkdir(parents=True, exist_ok=True)
            (demo.OUT / where).write_text(hidden.cloud_key)

    assert play(demo, monkeypatch, change) == 1
    printed = capsys.readouterr()
    assert "cloud_key appears unredacted" in printed.err
    assert hidden.cloud_key not in printed.out + printed.err


def test_the_environment_is_a_world_of_its_own(demo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_LEDGER", "/elsewhere")
    monkeypatch.setenv("XDG_STATE_HOME", "/elsewhere")
    given = demo._environment()
    assert not [name for name in given if name.startswith("VEDETTE_")]
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        assert Path(given[name]).is_relative_to(demo.OUT)
        assert Path(given[name]).is_dir()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (0, "the scan of main wrote no demo-out/main.sarif"),
        (70, "the scan of main ended with exit code 70, without a verdict"),
    ],
)
def test_a_tool_that_leaves_no_record_fails(
    demo: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path, code: int, message: str
) -> None:
    broken = tmp_path / "python"
    broken.write_text(f"#!/bin/sh\necho broken\nexit {code}\n")
    broken.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(broken))
        assert demo.main() == 1
    printed = capsys.readouterr()
    assert f"broken\nexit code {code}" in printed.out
    assert message in printed.err
