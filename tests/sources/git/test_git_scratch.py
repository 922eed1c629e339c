"""Where the door lays its private repository."""

import tempfile
from pathlib import Path

import pytest

from vedette.model.errors import WorldError
from vedette.sources.git.scratch import private_folder


def test_the_current_folder_is_no_place_for_temporary_files(tmp_path, monkeypatch):
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(WorldError, match="temporary"):
        private_folder()
    assert list(tmp_path.iterdir()) == []


def test_it_is_when_the_user_named_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = Path(private_folder())
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o777 == 0o700
