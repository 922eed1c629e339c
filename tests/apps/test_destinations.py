"""A report goes where the command line says and nowhere else, whatever a CI system has in the environment."""

import pytest

from vedette import index

NAMES = (
    "GITHUB_STEP_SUMMARY",
    "GITHUB_OUTPUT",
    "GITHUB_ENV",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "RUNNER_TEMP",
    "CI_PROJECT_DIR",
)


@pytest.mark.parametrize("name", sorted(index.load()["formats"]))
def test_the_environment_names_no_destination(world, tmp_path, name):
    places = {variable: tmp_path / "places" / variable for variable in NAMES}
    (tmp_path / "places").mkdir()
    env = {variable: str(place) for variable, place in places.items()}
    env |= {"GITHUB_ACTIONS": "true", "GITLAB_CI": "true", "CI": "true", "GITHUB_TOKEN": "x"}
    done = world.fake("scan", "--format", name, **env)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert list((tmp_path / "places").iterdir()) == []
    assert list(world.here.iterdir()) == []
    file = world.fake("scan", "--format", f"{name}=report", **env)
    assert file.returncode == 0, file.stderr
    assert file.stdout == ""
    assert (world.here / "report").read_text(encoding="utf-8").strip() == done.stdout.strip()
    assert list((tmp_path / "places").iterdir()) == []
