"""Which file is the nearest, and what is not followed."""

import os

import pytest

from vedette.model.errors import UsageError
from vedette.settings.files import candidates, nearest_file, tree_reader, user_file


def test_the_nearest_file_counts_up_to_the_root():
    assert list(candidates("a/b"))[:3] == ["a/b/vedette.toml", "a/b/pyproject.toml", "a/vedette.toml"]
    assert list(candidates(""))[-2:] == ["vedette.toml", "pyproject.toml"]
    files = {"vedette.toml": b"x=1", "a/pyproject.toml": b"[tool.vedette]\n"}
    assert nearest_file(files.get, "a/b") == (b"[tool.vedette]\n", "a/pyproject.toml")
    assert nearest_file(files.get, "") == (b"x=1", "vedette.toml")
    assert nearest_file({}.get, "a") is None


@pytest.mark.parametrize("other", [b"[project]\nname = 'vedette'\n", b"[tool.x]\n", b"vedette not toml ["])
def test_a_pyproject_that_does_not_speak_of_us_is_passed_over(other):
    assert nearest_file({"pyproject.toml": other}.get) is None


def test_a_link_in_the_tree_is_refused_and_not_followed(tmp_path):
    (tmp_path / "secret").write_text("[scan]\n")
    (tmp_path / "vedette.toml").symlink_to("secret")
    with pytest.raises(UsageError, match=r"vedette\.toml cannot be read"):
        nearest_file(tree_reader(tmp_path))


def test_a_pipe_in_the_tree_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "vedette.toml")
    with pytest.raises(UsageError, match="not a regular file"):
        nearest_file(tree_reader(tmp_path))


def test_the_users_file_is_in_the_config_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_file() is None
    path = tmp_path / "vedette" / "config.toml"
    path.parent.mkdir()
    path.write_text("[scan]\njobs = 2\n")
    if os.name == "posix" and os.uname().sysname == "Linux":
        assert user_file() == (b"[scan]\njobs = 2\n", str(path))
