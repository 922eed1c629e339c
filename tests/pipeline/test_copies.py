"""The gate and copies of a credential that is known: one more place is no news, a heavier one is."""

import os
import secrets
import string
import subprocess

import pytest

from vedette.model.events import Judged
from vedette.model.verdict import Decision
from vedette.pipeline import Request, scan


@pytest.fixture(autouse=True)
def _places(tmp_path, monkeypatch):
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def git(folder, *arguments):
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent"}
    subprocess.run(
        ["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )


def commit(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            (folder / path).unlink()
        else:
            (folder / path).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "m")


def verdict(folder, ledger):
    request = Request(path=folder, since="HEAD^", ledger_path=ledger)
    return next(event.record.verdict for event in scan(request) if isinstance(event, Judged))


def line():
    classes = (string.digits, string.ascii_uppercase, string.ascii_lowercase)
    value = "".join(secrets.choice(letters) for _ in range(13) for letters in classes)
    return f'api_secret = "{value}"\n'


@pytest.fixture
def repo(tmp_path):
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


@pytest.fixture
def ledger(tmp_path):
    return str(tmp_path / "ledger.db")


def test_one_more_place_of_a_known_credential_is_no_news(repo, ledger):
    secret = line()
    commit(repo, {"src/a.py": secret})
    commit(repo, {"src/b.py": secret})
    result = verdict(repo, ledger)
    (one,) = result.judgements
    assert [one.tracked.finding.place.path, *(also.place.path for also in one.tracked.also)] == [
        "src/a.py",
        "src/b.py",
    ]
    assert (result.decision, one.tracked.introduced) == (Decision.passed, False)


def test_a_heavier_place_of_a_known_credential_is_news(repo, ledger):
    secret = line()
    commit(repo, {"tests/test_a.py": secret})
    commit(repo, {"src/b.py": secret})
    (one,) = verdict(repo, ledger).judgements
    assert one.tracked.finding.place.path == "src/b.py"
    assert one.tracked.introduced


def test_a_move_into_another_file_is_no_news(repo, ledger):
    secret = line()
    commit(repo, {"src/a.py": f"one = 1\n{secret}two = 2\n", "src/b.py": "three = 3\n"})
    commit(repo, {"src/a.py": "one = 1\ntwo = 2\n", "src/b.py": f"three = 3\n{secret}"})
    (one,) = verdict(repo, ledger).judgements
    assert not one.tracked.introduced


def test_what_left_one_of_its_places_is_not_mended(repo, ledger):
    secret = line()
    commit(repo, {"src/a.py": secret, "src/b.py": secret})
    commit(repo, {"src/a.py": None})
    request = Request(path=repo, since="HEAD^", ledger_path=ledger)
    record = next(event.record for event in scan(request) if isinstance(event, Judged))
    assert (len(record.verdict.judgements), record.mended) == (1, ())
    commit(repo, {"src/b.py": "\n"})
    record = next(event.record for event in scan(request) if isinstance(event, Judged))
    assert len(record.mended) == 1


def test_a_split_file_takes_what_a_person_chose_along(repo, ledger):
    chosen = f'db_password = "Meadow{secrets.randbelow(9000) + 1000}!lantern"\n'
    text = "".join(f"line_{n} = {n}\n" for n in range(30))
    commit(repo, {"src/a.py": text + chosen})
    commit(repo, {"src/a.py": text, "src/b.py": "other = 1\n" + chosen})
    (one,) = verdict(repo, ledger).judgements
    assert one.tracked.finding.place.path == "src/b.py"
    assert not one.tracked.introduced
