"""A worker starts in the current folder, often the scanned tree: no module of that tree is imported."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

SCRIPT = Path(sysconfig.get_path("scripts"), "vedette")


@pytest.mark.skipif(not SCRIPT.is_file() and not os.environ.get("CI"), reason="vedette is not installed")
def test_modules_of_the_scanned_tree_are_not_run_by_workers(tmp_path):
    tree, marks = tmp_path / "tree", tmp_path / "marks"
    tree.mkdir()
    marks.mkdir()
    for name in ("multiprocessing", "sitecustomize", "click", "msgspec", "vedette", "pickle", "socket"):
        (tree / f"{name}.py").write_text(f"import os\nos.mkdir({str(marks / name)!r})\n")
    for number in range(600):
        (tree / f"{number}.txt").write_text(f"{number}\n")
    done = subprocess.run(
        [SCRIPT, "scan", "--jobs", "2", "--ledger", "none", "--no-cache"],
        cwd=tree,
        env={"HOME": str(tmp_path), "PATH": str(Path(shutil.which("git") or sys.executable).parent)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert list(marks.iterdir()) == []
    assert done.returncode == 0, done.stderr
    assert b"canary found in" in done.stdout
