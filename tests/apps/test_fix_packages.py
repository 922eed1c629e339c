"""`vedette fix` on packages: what a user sees, and what is in the files afterwards."""

import json

import pytest

from intel_world import load, record, zipped

PINS = '# ours\r\nShop-Tool == 1.0  # kept\r\njsonwebtoken==8.5.1\r\nother==1.0 ; python_version > "3"\r\n'


@pytest.fixture
def known(world):
    """`known(*records)` makes the database that commands find."""

    def known(*records):
        archive = world.here.parent / "all.zip"
        archive.write_bytes(zipped(*records))
        database = world.here.parent / "intel.db"
        assert load(database, archive).stored[0].failure == ""
        world.env["VEDETTE_INTEL"] = str(database)

    return known


def flaw(name, package, fixed="1.2", ecosystem="PyPI", **more):
    return record(name, package, ecosystem, fixed=fixed, **more)


def test_upgrades_are_shown_and_nothing_is_written(world, known):
    known(
        flaw("PYSEC-1", "shop-tool"),
        flaw("PYSEC-2", "shop-tool", "1.4"),
        flaw("PYSEC-3", "jsonwebtoken", "9.0"),
    )
    (world.here / "requirements.txt").write_text(PINS, newline="")
    done = world.run("fix")
    assert done.returncode == 0, done.stderr
    assert "-Shop-Tool == 1.0  # kept\n+Shop-Tool == 1.4  # kept\n" in done.stdout
    assert " jsonwebtoken==8.5.1\n" in done.stdout
    assert "upgrade: shop-tool 1.0 to 1.4, requirements.txt:2, PYSEC-1, PYSEC-2" in done.stdout
    assert (
        "left: jsonwebtoken 8.5.1, requirements.txt:3, PYSEC-3: mended in 9.0, another major version"
    ) in " ".join(done.stdout.split())
    assert "2 findings can be mended in 1 file, 1 is left." in done.stdout
    assert (world.here / "requirements.txt").read_bytes() == PINS.encode()


def test_applied_the_packages_are_mended_and_all_else_is_as_it_was(world, known):
    known(flaw("PYSEC-1", "shop-tool"), flaw("PYSEC-3", "jsonwebtoken", "9.0"))
    path = world.here / "requirements.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PINS.encode())
    done = world.run("fix", "--apply", "--widen")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "upgraded: shop-tool 1.0 to 1.2, requirements.txt:2, PYSEC-1" in done.stdout
    assert "2 findings mended, 0 left." in done.stdout
    wanted = PINS.replace("== 1.0  #", "== 1.2  #").replace("8.5.1", "9.0")
    assert path.read_bytes() == b"\xef\xbb\xbf" + wanted.encode()
    assert "Nothing here can be mended" in world.run("fix", "--apply").stdout


def test_code_and_packages_are_mended_together_and_each_alone(world, known):
    known(flaw("PYSEC-1", "shop-tool"))
    bad = 'import requests\nrequests.get("https://a.example", verify=False)\n'
    (world.here / "a.py").write_text(bad)
    (world.here / "requirements.txt").write_text("shop-tool==1.0\n")
    assert "2 findings can be mended in 2 files" in world.run("fix").stdout
    done = world.run("fix", "--apply", "--rule", "package-vulnerable")
    assert "1 finding mended, 0 left." in done.stdout
    assert (world.here / "a.py").read_text() == bad
    assert (world.here / "requirements.txt").read_text() == "shop-tool==1.2\n"


def test_what_its_own_tool_writes_is_told_with_the_command(world, known):
    known(flaw("GHSA-1", "a", "1.2.0", "npm"), flaw("GHSA-2", "jsonwebtoken", "8.6.0", "npm"))
    web = world.here / "web"
    web.mkdir()
    (web / "package.json").write_text('{"dependencies": {"a": "^1.0.0", "jsonwebtoken": "8.5.1"}}\n')
    lock = (
        '{"lockfileVersion": 3, "packages": {\n'
        '"": {"dependencies": {"a": "^1.0.0", "jsonwebtoken": "8.5.1"}},\n'
        '"node_modules/a": {"version": "1.0.0"}, "node_modules/jsonwebtoken": {"version": "8.5.1"}}}\n'
    )
    (web / "package-lock.json").write_text(lock)
    done = world.run("fix", "--apply")
    assert done.returncode == 0, done.stderr + done.stdout
    assert '"jsonwebtoken": "8.6.0"' in (web / "package.json").read_text()
    assert (web / "package-lock.json").read_text() == lock
    assert '+{"dependencies": {"a": "^1.0.0", "jsonwebtoken": "8.6.0"}}' in done.stdout
    said = " ".join(done.stdout.split())
    assert "own tool writes that file run: cd web && npm update a" in said
    assert "run afterwards: cd web && npm install" in said
    assert "0 findings mended, 2 left, 1 of them for what is to be run." in said


def test_the_same_weakness_at_another_line_hides_nothing(world, known):
    known(flaw("GHSA-1", "o/a", "2.0.0", "GitHub Actions"))
    folder = world.here / ".github" / "workflows"
    folder.mkdir(parents=True)
    uses = f"      - uses: o/a@v1.0.0\n      - uses: o/a@{'01' * 20} # v1.5.0\n"
    (folder / "x.yml").write_text(f"jobs:\n  a:\n    steps:\n{uses}")
    done = world.run("fix", "--apply", "--widen")
    assert "1 finding mended, 1 left." in done.stdout
    assert (folder / "x.yml").read_text() == f"jobs:\n  a:\n    steps:\n{uses.replace('v1.0.0', 'v2.0.0')}"


def test_without_a_database_code_is_mended_as_ever_and_packages_are_refused(world):
    (world.here / "requirements.txt").write_text("shop-tool==1.0\n")
    (world.here / "a.py").write_text("x = 1\n")
    done = world.run("fix")
    assert (done.returncode, "Nothing here can be mended" in done.stdout) == (0, True)
    done = world.run("fix", "--rule", "package-vulnerable")
    assert (done.returncode, "void" in done.stderr) == (3, True)


def test_a_file_that_cannot_be_written_is_left_whole(world, known):
    known(flaw("PYSEC-1", "shop-tool"))
    path = world.here / "requirements.txt"
    path.write_text("shop-tool==1.0\n")
    path.chmod(0o444)
    done = world.run("fix", "--apply")
    assert "package-vulnerable requirements.txt:1, it is read-only" in done.stdout
    assert path.read_text() == "shop-tool==1.0\n"


def test_words_of_strangers_reach_no_terminal_as_they_are(world, known):
    known(flaw("PYSEC-1", "shop-tool", aliases=["CVE-\x1b[31m"]))
    (world.here / "a;b").mkdir()
    (world.here / "a;b" / "requirements.txt").write_text(f"shop-tool==1.0 --hash=sha256:{'0' * 64}\n")
    done = world.run("fix")
    assert "\x1b" not in done.stdout
    assert "cd 'a;b' && hashin -r requirements.txt shop-tool==1.2" in done.stdout


def test_what_a_damaged_database_cannot_tell_is_said(world, known):
    known(*(flaw(f"PYSEC-{number}", f"package{number}", details="x" * 3000) for number in range(60)))
    database = world.here.parent / "intel.db"
    data = bytearray(database.read_bytes())
    for at in range(4096 * 8, len(data) - 4096, 4096):
        data[at : at + 64] = b"\xff" * 64
    database.write_bytes(data)
    (world.here / "requirements.txt").write_text("".join(f"package{number}==1.0\n" for number in range(60)))
    done = world.run("fix")
    assert (
        "there may be more to mend: " in done.stderr
        or "the scan is void, so that nothing is changed: " in done.stderr
    )
    said = world.run("doctor").stdout
    assert f"advisories: {database} is damaged: " in said
    assert "advisories: as of" not in said


def test_a_database_that_is_too_old_may_not_know_all(world, known):
    known(flaw("PYSEC-1", "shop-tool"))
    (world.here / "requirements.txt").write_text(PINS, newline="")
    done = world.run("fix")
    assert done.returncode == 0
    assert "note: there may be more to mend: " in done.stderr
    assert "upgrade: shop-tool 1.0 to 1.2" in done.stdout


def test_what_requirements_take_in_is_read_whatever_its_name(world, known):
    known(flaw("PYSEC-1", "shop-tool"), flaw("PYSEC-2", "other-tool"))
    (world.here / "deps").mkdir()
    (world.here / "requirements.txt").write_text("-r deps/base.txt\n-c pins\n-r deps/gone.txt\nother-tool\n")
    (world.here / "deps" / "base.txt").write_text("-r more.lst\n")
    (world.here / "deps" / "more.lst").write_text("shop-tool==1.0\n-r base.txt\n")
    (world.here / "pins").write_text("other-tool==1.0\n")
    (world.here / "notes.txt").write_text("shop-tool==1.0\n")
    said = world.run("scan", "--only", "packages").stdout
    assert "shop-tool 1.0 has PYSEC-1" in said
    assert "other-tool 1.0 has PYSEC-2" in said
    assert "takes in deps/gone.txt, which is not there" in world.run("scan", "--format", "json").stdout
    listed = world.run("sbom").stdout
    assert "pkg:pypi/shop-tool@1.0" in listed
    done = world.run("fix", "--apply")
    assert "upgraded: shop-tool 1.0 to 1.2, deps/more.lst:1, PYSEC-1" in done.stdout
    assert (world.here / "deps" / "more.lst").read_text() == "shop-tool==1.2\n-r base.txt\n"
    assert (world.here / "pins").read_text() == "other-tool==1.2\n"
    assert (world.here / "notes.txt").read_text() == "shop-tool==1.0\n"


@pytest.mark.parametrize(
    ("links", "unread"),
    [
        ({"web/package-lock.json": "../elsewhere/lock"}, ["web/package-lock.json"]),
        ({"web/requirements.txt": "../requirements.txt"}, []),
        ({"web/requirements.txt": "../../outside.txt", "web/notes": "../pins"}, ["web/requirements.txt"]),
        ({"web/requirements.txt": "requirements.txt"}, ["web/requirements.txt"]),
    ],
)
def test_a_manifest_behind_a_link_is_a_gap_unless_it_is_read_by_its_own_name(world, known, links, unread):
    known(flaw("PYSEC-1", "shop-tool"))
    (world.here / "web").mkdir()
    (world.here / "elsewhere").mkdir()
    (world.here / "elsewhere" / "lock").write_text("{}")
    (world.here / "requirements.txt").write_text("shop-tool==2.0\n")
    for path, target in links.items():
        (world.here / path).symlink_to(target)
    coverage = json.loads(world.run("scan", "--only", "packages", "--format", "json").stdout)["coverage"]
    assert [skip["path"] for skip in coverage["skips"] if skip["cls"] == "failed"] == unread
    coverage = json.loads(world.run("scan", "--only", "secrets", "--format", "json").stdout)["coverage"]
    assert [skip["path"] for skip in coverage["skips"] if skip["cls"] == "failed"] == []
