"""Settings and surroundings that try to break a run: hostile `vedette.toml`, no home, no room, no handles."""

import os
import shutil
import subprocess

import pytest
from hostile_world import MIB, honest, secret

SETTINGS = {
    "comments of 1 MB": b"# x\n" * (1 << 18),
    "over 1 MB": b"# x\n" * (1 << 19),
    "arrays in arrays": b"x = " + b"[" * 400_000 + b"]" * 400_000,
    "tables in tables": b"x = " + b"{a=" * 100_000 + b"1" + b"}" * 100_000,
    "a huge array": b"[scan]\nonly=[" + b'"secrets",' * 90_000 + b"]",
    "many owners": b"".join(b'[[owners]]\npaths=["x%d/"]\nowner="a"\n' % number for number in range(5000)),
    "a dear pattern": b'[[scan.exclude]]\nreason="x"\npath="' + b"*a" * 200 + b'b"\n',
    "dots": b"a" + b".a" * 5000 + b"=1\n",
    "a long number": b"[scan]\njobs=" + b"9" * 900_000,
    "a long text": b'[project]\nname="' + b"a" * 1_000_000 + b'"\n',
    "zeros": b"\0\0\0",
    "another encoding": "x=1".encode("utf-16"),
}


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_hostile_settings_are_read_or_refused_in_bounded_time(world, name):
    world.file("a" * 255)
    world.file("a.txt", secret())
    world.file("vedette.toml", SETTINGS[name])
    result = world.scan(timeout=60)
    assert result.code in {1, 2}, result.err
    assert result.peak < 250 * MIB
    if result.code == 1:
        honest(result)
    else:
        assert result.err.startswith(b"error: no verdict: ")


@pytest.mark.parametrize("kind", ["loop", "out", "endless", "fifo", "folder"])
@pytest.mark.parametrize("repository", [False, True])
def test_settings_that_are_no_file_are_not_followed(world, kind, repository):
    path = world.tree / "vedette.toml"
    world.file("a.txt", secret())
    targets = {"loop": "vedette.toml", "out": "/etc/passwd", "endless": "/dev/zero"}
    if kind in targets:
        path.symlink_to(targets[kind])
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    if repository:
        world.git("init", "-q")
    result = world.scan(timeout=30)
    honest(result)
    assert result.found == ["a.txt"]


@pytest.mark.parametrize(
    ("env", "codes"),
    [
        ({"HOME": None}, {1, 3}),
        ({"HOME": "/dev/null"}, {3}),
        ({"HOME": "/nowhere/at/all"}, {1, 3}),
        ({"TMPDIR": "/nowhere"}, {1}),
        ({"TMPDIR": "/dev/null"}, {1}),
        ({"PATH": None}, {1, 3}),
        ({"PATH": "/nowhere"}, {3}),
        ({"LANG": "xx_YY.KOI8-R", "LC_ALL": "nonsense"}, {1}),
    ],
)
def test_surroundings_that_lack_something(world, env, codes):
    world.file("a.txt", secret())
    world.commit()
    before = world.state()
    result = world.scan(env=env)
    assert result.code in codes, result.err
    assert b"Traceback" not in result.err
    assert world.state() == before
    if result.code == 3:
        assert b"no verdict" in result.err
        assert result.err.count(b"no verdict") == 1
        assert b"help: " in result.err


def test_a_user_without_home_and_account(world):
    strange = ("unshare", "-U", "--map-user=54321")
    if shutil.which("unshare") is None or subprocess.run([*strange, "true"], check=False).returncode:
        pytest.skip("user namespaces cannot be made here")
    world.file("a.txt", secret())
    lost = world.scan(env={"HOME": None}, prefix=strange)
    assert lost.code == 3
    assert b"home" in lost.err
    found = world.scan("--ledger", "none", env={"HOME": None}, prefix=strange)
    honest(found)
    assert found.found == ["a.txt"]


@pytest.mark.parametrize("read_only_home", [False, True])
def test_a_tree_on_a_read_only_file_system(world, read_only_home):
    mounts = f"mount --bind {world.tree} {world.tree} && mount -o remount,ro,bind {world.tree}"
    if read_only_home:
        mounts += f" && mount --bind {world.home} {world.home} && mount -o remount,ro,bind {world.home}"
    prefix = ("unshare", "-m", "sh", "-c", f'{mounts} && exec "$@"', "sh")
    if (
        shutil.which("unshare") is None
        or subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("file systems cannot be mounted here")
    world.file("a.txt", secret())
    world.commit()
    result = world.scan("--ledger", "none", prefix=prefix) if read_only_home else world.scan(prefix=prefix)
    honest(result)
    assert result.found == ["a.txt"]


@pytest.mark.parametrize("closed", [[0], [1], [2], [0, 1, 2]])
def test_closed_streams(world, closed):
    world.file("a.txt", secret())
    result = world.scan(closed=closed)
    assert result.code == (3 if 1 in closed else 1)


@pytest.mark.parametrize(
    "limits", [{"RLIMIT_NOFILE": 8}, {"RLIMIT_NOFILE": 16}, {"RLIMIT_AS": 256 * MIB}, {"RLIMIT_FSIZE": 0}]
)
def test_little_of_everything(world, limits):
    for number in range(5):
        world.file(f"{number}.txt", secret(number) + b"\nabc" * 1_000_000)
    world.commit()
    result = world.scan(limits=limits, timeout=60)
    assert result.code in {1, 3}, result.err
    assert b"Traceback" not in result.err
    if result.record:
        honest(result)
