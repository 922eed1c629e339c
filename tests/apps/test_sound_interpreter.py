"""An interpreter whose patterns are known to fail is told of."""

from vedette.apps.cli import main


def test_an_interpreter_that_misses_matches_is_told_of(capsys, monkeypatch):
    assert main.run(["--version"]) == 0
    assert "matches some patterns wrongly" not in capsys.readouterr().err
    monkeypatch.setattr(main, "_SOUND", (99, 0, 0))
    assert main.run(["--version"]) == 0
    assert "matches some patterns wrongly" in capsys.readouterr().err
