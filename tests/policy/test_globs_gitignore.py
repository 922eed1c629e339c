"""Patterns of GitHub's CODEOWNERS against git itself: but for what GitHub excepts, they are gitignore's."""

import os
import random
import shutil
import subprocess

import pytest

from vedette.languages.codeowners import github, gitlab
from vedette.policy.globs import Globs

PARTS = ["a", "b", "ab", "*", "**", "a*", "*b", "?", "a?", "*.b", "a.b", "a*b", "*a*"]
NAMES = ["a", "b", "ab", "aab", "a.b", "x.b", "bab", "c"]


def pattern(chance):
    parts = [chance.choice(PARTS) for _ in range(chance.choice([1, 1, 2, 2, 3, 4]))]
    if parts[-1] == "*" and len(parts) > 1:
        parts[-1] = "a"  # where GitHub is unlike gitignore: it reaches no deeper
    return chance.choice(["", "/"]) + "/".join(parts) + chance.choice(["", "", "/"])


def ignored(folder, pattern, paths):
    """Which of the paths git says the pattern matches."""
    (folder / ".gitignore").write_text(f"{pattern}\n")
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=folder,
        input="\0".join(paths).encode(),
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return {path for path in done.stdout.decode().split("\0") if path}


def test_a_pattern_matches_what_git_says(tmp_path):
    if shutil.which("git") is None:
        assert not os.environ.get("CI"), "git is missing"
        pytest.skip("git is missing")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, capture_output=True)
    chance = random.Random(20261122)  # noqa: S311 - the same cases each time
    paths = sorted({"/".join(chance.choices(NAMES, k=chance.randint(1, 4))) for _ in range(400)})
    seen = 0
    for one in sorted({pattern(chance) for _ in range(150)}):
        globs = Globs([github.glob(one)])
        found = {path for path in paths if list(globs.matching(path))}
        assert found == ignored(tmp_path, one, paths), one
        seen += bool(found)
    assert seen > 50


def fnmatch(parts, path):
    """Ruby's `File.fnmatch` with FNM_PATHNAME and FNM_DOTMATCH, for the signs used here."""
    if not parts or not path:
        return not parts and not path
    if parts[0] == "**" and len(parts) > 1:
        return fnmatch(parts[1:], path) or fnmatch(parts, path[1:])
    return name_matches(parts[0], path[0]) and fnmatch(parts[1:], path[1:])


def name_matches(part, name):
    if not part or (not name and part[0] != "*"):
        return not part and not name
    if part[0] == "*":
        return any(name_matches(part[1:], name[at:]) for at in range(len(name) + 1))
    return part[0] in (name[0], "?") and name_matches(part[1:], name[1:])


def gitlab_means(pattern, path):
    """As GitLab documents a path: relative is `/**/`, a folder is all that it holds."""
    whole = pattern if pattern.startswith("/") else f"/**/{pattern}"
    whole += "**/*" if whole.endswith("/") else ""
    return fnmatch(whole[1:].split("/"), path.split("/"))


def test_a_pattern_of_gitlab_matches_what_its_rule_says():
    chance = random.Random(20261122)  # noqa: S311 - the same cases each time
    paths = sorted({"/".join(chance.choices(NAMES, k=chance.randint(1, 4))) for _ in range(300)})
    for one in sorted({pattern(chance) for _ in range(400)}):
        globs = Globs([gitlab.glob(one)])
        found = {path for path in paths if list(globs.matching(path))}
        assert found == {path for path in paths if gitlab_means(one, path)}, one
