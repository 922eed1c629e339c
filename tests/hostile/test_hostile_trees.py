"""Trees that try to break a walk: what is no file, where links lead, names, depth, numbers, owners, races."""

import os
import random
import shutil
import socket
import stat
import subprocess
import threading
import time
from contextlib import suppress

import pytest
from hostile_world import MIB, PLAIN, honest, secret

from vedette.sources.tree import FolderSource

NAMES = [
    b"\xff\xfe.txt",
    b"a\nb",
    b"\x1b[2J",
    "\u202etxt".encode(),
    b"-rf",
    b"--",
    b" ",
    b"$(id)",
    b"a" * 255,
    b"\r::x",
    b"..a",
    b"...",
    b"a\\b",
    b"*",
    b"[x]",
    b"%s%n",
    b"\xed\xa0\x80",
    b"NUL",
    b"'\"`;|&",
]


@pytest.fixture
def plain():
    """The prefix that takes root's rights away; nothing for a user who has none."""
    if os.getuid():
        return ()
    if shutil.which("setpriv") is None or subprocess.run([*PLAIN, "true"], check=False).returncode:
        if os.environ.get("CI") == "true":
            pytest.fail("setpriv does not work")
        pytest.skip("setpriv does not work here, and root may read everything")
    return PLAIN


def _fill_with_oddities(world):
    tree = world.tree
    os.mkfifo(tree / "fifo")
    here = os.open(".", os.O_RDONLY)
    os.chdir(tree)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
    os.fchdir(here)
    os.close(here)
    links = {
        "loop": "loop",
        "here": ".",
        "up": "..",
        "root": "/",
        "out": "/etc/passwd",
        "zero": "/dev/zero",
        "gone": "gone2",
    }
    for name, target in links.items():
        (tree / name).symlink_to(target)
    kinds = {"fifo": "fifo", "socket": "socket"} | dict.fromkeys(links, "link")
    with suppress(OSError):
        os.mknod(tree / "endless", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        kinds["endless"] = "device"
    return {name: f"not-applicable/{kind}" for name, kind in kinds.items()}


def test_what_is_no_file_is_named_and_never_opened(world):
    expected = _fill_with_oddities(world)
    world.file("a.txt", secret())
    before = world.state()
    result = world.scan(timeout=30)
    honest(result)
    assert result.reasons == expected
    assert result.found == ["a.txt"]
    world.git("init", "-q")
    again = world.scan(timeout=30)
    honest(again)
    assert again.found == ["a.txt"]
    assert {path: stamp for path, stamp in world.state().items() if b"/.git" not in path} == before


@pytest.mark.parametrize("name", ["fifo", "socket", "loop", "root/dev/zero"])
def test_one_that_is_no_file_named_by_the_user(world, name):
    _fill_with_oddities(world)
    result = world.scan(path=world.tree / name, timeout=30)
    assert result.code in {2, 3, 4}


@pytest.mark.parametrize("repository", [False, True])
def test_any_name(world, repository):
    for name in NAMES:
        world.file(name, secret())
    if repository:
        world.commit()
    before = world.state()
    result = world.scan()
    honest(result)
    assert len(result.found) == len(NAMES)
    assert world.state() == before


@pytest.mark.parametrize("repository", [False, True])
def test_5000_folders_deep(world, repository):
    world.file("a.txt", secret())
    handle = os.open(world.tree, os.O_RDONLY)
    for depth in range(5000):
        if depth in {100, 4999}:
            os.close(os.open("x.txt", os.O_CREAT | os.O_WRONLY, dir_fd=handle))
        os.mkdir("d", dir_fd=handle)
        below = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(handle)
    try:
        if repository:
            world.git("init", "-q")
        result = world.scan(timeout=60)
        honest(result)
        assert result.found == ["a.txt"]
        assert result.record["verdict"]["completeness"] == "partial"
        assert result.peak < 100 * MIB
    finally:
        subprocess.run(["rm", "-rf", str(world.tree)], check=True)


@pytest.mark.slow
def test_very_many_files(world):
    number = int(os.environ.get("VEDETTE_TEST_FILES", "20000"))
    for folder in range(number // 1000):
        path = world.tree / f"d{folder}"
        path.mkdir()
        for name in range(1000):
            handle = os.open(path / f"f{name}", os.O_CREAT | os.O_WRONLY)
            os.write(handle, b"x%d" % (folder * 1000 + name) if name % 2 else b"")
            os.close(handle)
    world.file("d0/secret.env", secret())
    result = world.scan(timeout=60 + number / 200)
    honest(result)
    assert result.coverage["examined"] == number // 1000 * 1000 + 1
    assert result.found == ["d0/secret.env"]
    # The account of the whole run is kept by the parent: about a kilobyte for each file.
    assert result.peak < 100 * MIB + number * 2048
    print(f"{number} files: {result.seconds:.1f} s, {result.cpu:.1f} CPU s, {result.peak // MIB} MiB")  # noqa: T201 - the measure


@pytest.mark.parametrize("repository", [False, True])
def test_what_may_not_be_read_is_a_failed_skip(world, plain, repository):
    for name in ("a.txt", "no.txt", "closed/x.txt"):
        world.file(name, secret())
    if repository:
        world.git("init", "-q")
    (world.tree / "no.txt").chmod(0)
    (world.tree / "closed").chmod(0)
    try:
        result = world.scan(prefix=plain)
    finally:
        (world.tree / "closed").chmod(0o700)
    honest(result)
    assert result.reasons == {"no.txt": "failed/unreadable", "closed": "failed/unreadable"}
    assert result.found == ["a.txt"]


@pytest.mark.parametrize("closed", [".git", ".git/objects", ".git/index", ".git/HEAD", ".git/config"])
def test_a_repository_that_may_not_be_read(world, plain, closed):
    world.file("a.txt", secret())
    world.commit()
    mode = (world.tree / closed).stat().st_mode
    (world.tree / closed).chmod(0)
    try:
        result = world.scan(prefix=plain)
    finally:
        (world.tree / closed).chmod(mode)
    assert result.code in {0, 1, 3}
    honest(result)
    assert result.found == ["a.txt"]
    if closed in {".git", ".git/objects", ".git/index"}:
        assert any(reason.startswith("failed/") for reason in result.reasons.values())


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a file away")
def test_a_repository_of_another_user(world):
    world.file("a.txt", secret())
    world.commit()
    for top, folders, files in os.walk(world.tree):
        for name in [".", *folders, *files]:
            os.chown(os.path.join(top, name), 12345, 12345)  # noqa: PTH118 - as walk gives it
    result = world.scan()
    honest(result)
    assert result.record["verdict"]["completeness"] == "complete"
    assert result.found == ["a.txt"]


@pytest.mark.parametrize("repository", [False, True])
def test_a_tree_that_changes_while_it_is_read(world, repository):
    for number in range(300):
        world.file(f"d{number}/x.txt", b"abc\n" * 500)
    world.file("a.txt", secret())
    if repository:
        world.git("init", "-q")
    stop = threading.Event()
    thread = threading.Thread(target=_churn, args=(world.tree, stop))
    thread.start()
    try:
        results = [world.scan("--jobs", str(jobs), timeout=60) for jobs in (1, 2)]
    finally:
        stop.set()
        thread.join()
    for result in results:
        honest(result)
        assert "a.txt" in result.found
        assert "root:" not in str(result.record)


def test_a_folder_that_is_made_a_link_leads_the_walk_nowhere(world):
    world.file("a/x.txt")
    world.file("b/c/y.txt")
    (world.folder / "outside" / "c").mkdir(parents=True)
    (world.folder / "outside" / "c" / "secret").write_text("x")
    entries = FolderSource(str(world.tree), MIB).entries()
    assert next(entries).path == "a/x.txt"
    shutil.rmtree(world.tree / "b")
    (world.tree / "b").symlink_to(world.folder / "outside")
    (rest,) = entries
    assert (rest.path, rest.reason) == ("b", "unreadable")


def _churn(tree, stop):
    chance = random.Random(1)  # noqa: S311 - the same in every run
    while not stop.is_set():
        path = tree / f"d{chance.randrange(300)}" / "x.txt"
        how = chance.randrange(6)
        with suppress(OSError):
            if how == 0:
                path.unlink()
            elif how == 1:
                path.unlink()
                os.mkfifo(path)
            elif how == 2:
                path.unlink()
                path.symlink_to("/etc/passwd")
            elif how == 3:
                handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOFOLLOW)
                os.write(handle, b"grown\n" * 900)
                os.close(handle)
            elif how == 4:
                shutil.rmtree(path.parent)
            elif how == 5:
                path.parent.mkdir(exist_ok=True)
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        time.sleep(0)
