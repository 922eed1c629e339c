"""`vedette intel`: what a user sees, and the exit codes."""

import json
import re
import stat

import pytest

from intel_world import Mirror, epss, export, kev, needed, record, zipped


@pytest.fixture
def mirror():
    started = Mirror()
    yield started
    started.close()


@pytest.fixture
def data(world):
    folder = world.here / "data"
    export(folder, Go=[record(aliases=["CVE-2026-1000"])], PyPI=[record("PYSEC-1", "shop", "PyPI")])
    (folder / "known_exploited_vulnerabilities.json").write_bytes(kev("CVE-2026-1000"))
    (folder / "epss_scores-2026-11-21.csv.gz").write_bytes(epss({"CVE-2026-1000": "0.75"}))
    return folder


def database(world):
    (found,) = world.home.rglob("intel.db")
    return found


def test_without_a_database_status_says_what_to_do(world):
    done = world.run("intel", "status")
    assert (done.returncode, done.stdout) == (3, "")
    assert re.match(r"error: there is no database of advisories at .*/vedette/intel.db\n", done.stderr)
    assert "vedette intel update" in done.stderr


@pytest.mark.usefixtures("data")
def test_import_and_status(world):
    done = world.run("intel", "import", "data", "--as-of", "2026-11-21")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "nobody's signature was checked" in done.stderr
    assert done.stdout.split("\n")[:4] == [
        "osv/Go                         1 as of 2026-11-21",
        "osv/PyPI                       1 as of 2026-11-21",
        "epss                           1 as of 2026-11-21",
        "kev                            1 as of 2026-11-21",
    ]
    path = database(world)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said = world.run("intel", "status", "--check")
    assert said.returncode == 0
    assert str(path) in said.stdout.split("\n")[0]
    assert "2 records of 2 weaknesses in 2 packages" in said.stdout
    assert re.search(r"osv/Go +1  (\d+ hours|[\d,]+ days) old +data/osv/Go/all.zip", said.stdout)


@pytest.mark.usefixtures("data")
def test_old_data_are_called_stale(world):
    world.run("intel", "import", "data", "--as-of", "2020-01-01")
    said = world.run("intel", "status").stdout
    assert re.search(r"stale: the advisories for Go are [\d,]+ days old: run `vedette intel update`", said)
    assert "stale: what is being exploited (KEV) is" in said


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("data", "--as-of", "yesterday"),
        ("data", "--as-of", "2026-02-31"),
        # Data of a day to come would never be too old.
        ("data", "--as-of", "9999-01-01"),
    ],
)
def test_a_slip_is_a_usage_error(world, arguments):
    done = world.run("intel", "import", *arguments)
    assert done.returncode == 2
    assert "help: " in done.stderr
    assert not list(world.home.rglob("intel.db"))


def test_what_cannot_be_read_is_told_neutralised(world):
    (world.here / "x.zip").write_bytes(zipped(record(), **{"evil\x1b[31m\u202e.json": "{"}))
    done = world.run("intel", "import", "x.zip")
    assert done.returncode == 0
    assert "1 could not be read" in done.stdout.replace("\n", " ")
    assert "is left out: it is no JSON" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    assert "\u202e" not in done.stderr


def test_a_zip_cut_in_half_leaves_the_old_database(world, data):
    world.run("intel", "import", "data")
    before = database(world).read_bytes()
    whole = (data / "osv" / "Go" / "all.zip").read_bytes()
    (data / "osv" / "Go" / "all.zip").write_bytes(whole[: len(whole) // 2])
    done = world.run("intel", "import", "data")
    assert done.returncode == 2
    assert "it is no zip, or not whole" in done.stderr
    assert database(world).read_bytes() == before


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("version", [0, 99])
def test_a_database_of_another_version_is_told_and_made_anew(world, version):
    world.run("intel", "import", "data")
    path = database(world)
    with path.open("r+b") as file:
        file.seek(60)
        file.write(version.to_bytes(4, "big"))
    done = world.run("intel", "status")
    assert done.returncode == 3
    assert f"made by {'a newer' if version else 'an older'} vedette" in done.stderr
    assert "begun anew" in world.run("intel", "import", "data").stderr
    assert world.run("intel", "status").returncode == 0


def test_update_from_a_mirror_and_its_failures(world, mirror):
    mirror.export("Go", record(aliases=["CVE-2026-1000"]))
    mirror.files["/known_exploited_vulnerabilities.json"] = kev("CVE-2026-1000")
    mirror.files["/epss_scores-current.csv.gz"] = epss({"CVE-2026-1000": "0.75"})
    mirror.token = "t" * 24
    env = {"VEDETTE_INTEL_MIRROR": mirror.address}
    refused = world.run("intel", "update", "--ecosystem", "Go", env=env)
    assert refused.returncode == 3
    assert "does not accept the token (401); the database is as it was before" in refused.stderr
    assert not list(world.home.rglob("*.db"))
    env["VEDETTE_INTEL_TOKEN"] = mirror.token
    done = world.run("intel", "update", "--ecosystem", "Go", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fresh" in world.run("intel", "status").stdout
    before = database(world).read_bytes()
    mirror.statuses["*"] = 401
    again = world.run("intel", "update", "--ecosystem", "Go", env=env)
    assert again.returncode == 3
    assert again.stderr.count("error: ") == 3
    assert mirror.token not in again.stderr + again.stdout
    assert database(world).read_bytes() == before
    mirror.statuses = {"/known_exploited_vulnerabilities.json": 403}
    part = world.run("intel", "update", "--ecosystem", "Go", env=env)
    assert part.returncode == 3
    assert "kev: " in part.stderr
    assert "what it had before is still there" in part.stderr
    assert "osv/Go" in part.stdout


def test_update_mends_a_database_that_is_damaged_inside(world, mirror):
    mirror.export("Go", *(record(f"GO-{n}", f"p{n}", details="x" * 3000) for n in range(60)))
    mirror.files["/known_exploited_vulnerabilities.json"] = kev("CVE-2026-1000")
    mirror.files["/epss_scores-current.csv.gz"] = epss({"CVE-2026-1000": "0.75"})
    update = ("intel", "update", "--ecosystem", "Go")
    env = {"VEDETTE_INTEL_MIRROR": mirror.address}
    assert world.run(*update, env=env).returncode == 0
    path = database(world)
    data = bytearray(path.read_bytes())
    for at in range(4096 * 8, len(data) - 4096, 4096):
        data[at : at + 64] = b"\xff" * 64
    path.write_bytes(data)
    assert world.run("intel", "status", "--check").returncode == 3
    done = world.run(*update, env=env)
    assert done.returncode == 0
    assert "is damaged: begun anew" in done.stderr
    assert "60 records of 60 weaknesses" in world.run("intel", "status", "--check").stdout


def test_a_mirror_is_never_named_by_a_tree(world, mirror):
    (world.here / "vedette.toml").write_text(f'[intel]\nmirror = "{mirror.address}"\n')
    done = world.run("config", "show")
    assert done.returncode == 2
    assert "intel.mirror" in done.stderr
    (world.here / "vedette.toml").write_text("[intel]\nmax_age = 3\n")
    assert "intel.max_age = 3" in world.run("config", "show").stdout


@pytest.mark.usefixtures("data")
def test_bundles_are_signed_and_believed_by_a_pinned_key(world):
    needed("cryptography")
    world.run("intel", "import", "data", "--as-of", "2026-11-21")
    done = world.run("intel", "bundle", "out.zip", "--key", "key")
    assert done.returncode == 0
    public = re.search(r"signed by ([0-9a-f]{64})", done.stdout)[1]
    assert stat.S_IMODE((world.here / "key").stat().st_mode) == 0o600
    assert "not signed" in world.run("intel", "bundle", "plain.zip").stderr

    other = {"VEDETTE_INTEL": str(world.here / "other.db")}
    config = world.home / ".config" / "vedette"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(f'[intel]\ntrusted = ["{public}"]\n')
    assert "has no signature" in world.run("intel", "import", "plain.zip", env=other).stderr
    assert not (world.here / "other.db").exists()
    taken = world.run("intel", "import", "out.zip", env=other)
    assert (taken.returncode, taken.stderr) == (0, "")
    assert f"signed by {public[:16]}" in taken.stdout
    said = world.run("intel", "status", env=other).stdout
    assert "2 records of 2 weaknesses" in said

    (config / "config.toml").write_text('[intel]\ntrusted = ["' + "0" * 64 + '"]\n')
    refused = world.run("intel", "import", "out.zip", env=other)
    assert refused.returncode == 2
    assert "a key that you did not pin" in refused.stderr


@pytest.mark.usefixtures("data")
def test_a_single_record_can_be_added(world):
    world.run("intel", "import", "data")
    (world.here / "own.json").write_text(json.dumps(record("ACME-1", "shop", "npm")))
    assert world.run("intel", "import", "own.json", "--name", "acme").returncode == 0
    assert "import/acme" in world.run("intel", "status").stdout
