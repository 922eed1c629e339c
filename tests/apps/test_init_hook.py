"""`vedette init --hook` on real repositories: every way to commit, and everything that it must not touch."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vedette import index
from vedette.apps.cli.hook import LINE
from vedette.detectors.secrets.examples import example

GIT = shutil.which("git") or "git"


def secret(seed=1):
    """A made-up credential that stops the line, the same for the same seed."""
    pattern = index.load()["rules"]["secret-github-pat"]["bad"][0]
    return example(pattern, random.Random(seed))[0] + "\n"  # noqa: S311 - the same in every run


class Repository:
    """A repository with a blank in its path, a home of its own, and the hook."""

    def __init__(self, folder, home, *, hook=True):
        self.folder = folder
        self.made = 0
        kept = {name: os.environ[name] for name in ("LANG", "TMPDIR", "SYSTEMROOT") if name in os.environ}
        # What a program started from the desktop has: neither the virtual environment nor the user's own.
        self.env = kept | {"PATH": f"{Path(GIT).parent}:/usr/bin:/bin", "HOME": str(home)}
        self.env |= {"GIT_CONFIG_NOSYSTEM": "1", "PYTHONWARNINGS": "error"}
        if not (folder / ".git").exists():
            folder.mkdir(parents=True)
            self.git("init", "-q", "-b", "main")
        if hook:
            assert self.init().returncode == 0

    def run(self, *command, **more):
        env = self.env | more.pop("env", {})
        return subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=60, check=False, **more
        )

    def git(self, *arguments, check=True, **more):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always")
        done = self.run(GIT, *who, *arguments, **more)
        assert not check or done.returncode == 0, done.stderr
        return done

    def init(self, *arguments, **more):
        return self.run(sys.executable, "-m", "vedette", "init", "--hook", *arguments, **more)

    def write(self, path, text="nothing\n", *, add=True):
        (self.folder / path).write_text(text)
        if add:
            self.git("add", path)

    def commit(self, *arguments, **more):
        """Whether a commit came about."""
        before = self.git("rev-parse", "-q", "--verify", "HEAD", check=False).stdout
        # Its own message, so that no two commits of one second are the same.
        self.made += 1
        done = self.git("commit", "-m", f"change {self.made}", *arguments, check=False, **more)
        made = self.git("rev-parse", "-q", "--verify", "HEAD", check=False).stdout != before
        assert made == (done.returncode == 0), done.stderr
        self.told = done.stderr + done.stdout
        return made


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def repository(tmp_path, home):
    return Repository(tmp_path / "a shop's tree", home)


@pytest.fixture
def plain(tmp_path, home):
    return Repository(tmp_path / "plain", home, hook=False)


def hook_of(repository):
    return repository.folder / ".git" / "hooks" / "pre-commit"


def test_the_first_commit_and_a_later_one(repository):
    repository.write("a.py", secret())
    assert not repository.commit()
    assert "BLOCKED" in repository.told
    assert secret().strip() not in repository.told
    repository.write("a.py")
    assert repository.commit()
    repository.write("b.py", secret())
    assert not repository.commit()
    assert repository.commit("--no-verify")


def test_what_is_staged_counts_and_not_what_lies_there(repository):
    repository.write("a.py")
    repository.write("a.py", secret(), add=False)
    assert repository.commit()
    repository.write("b.py", secret())
    repository.write("b.py", add=False)
    assert not repository.commit()


def test_commit_all(repository):
    repository.write("a.py")
    assert repository.commit()
    repository.write("a.py", secret(), add=False)
    assert not repository.commit("-a")
    repository.write("a.py", "other\n", add=False)
    assert repository.commit("-a")


def test_commit_of_named_files_looks_at_these_alone(repository):
    repository.write("a.py")
    repository.write("b.py")
    assert repository.commit()
    repository.write("a.py", secret())
    repository.write("b.py", "other\n", add=False)
    assert repository.commit("b.py")
    repository.write("b.py", secret(2), add=False)
    assert not repository.commit("b.py")
    assert "b.py" in repository.told
    assert "a.py" not in repository.told


def test_amend(repository):
    repository.write("a.py")
    assert repository.commit()
    repository.write("a.py", secret())
    assert not repository.commit("--amend")
    repository.write("a.py", "other\n")
    assert repository.commit("--amend")


def test_a_merge_that_is_resolved_by_hand(repository):
    repository.write("a.py")
    assert repository.commit()
    repository.git("switch", "-q", "-c", "side")
    repository.write("a.py", "side\n")
    assert repository.commit()
    repository.git("switch", "-q", "main")
    repository.write("a.py", "main\n")
    assert repository.commit()
    assert repository.git("merge", "side", check=False).returncode == 1
    repository.write("a.py", secret())
    assert not repository.commit()
    repository.write("a.py", "both\n")
    assert repository.commit()
    assert len(repository.git("rev-list", "--parents", "-1", "HEAD").stdout.split()) == 3


def test_a_linked_work_tree_shares_the_hook(repository, home, tmp_path):
    repository.write("a.py")
    assert repository.commit()
    repository.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "beside it"))
    beside = Repository(tmp_path / "beside it", home, hook=False)
    done = beside.init()
    assert done.returncode == 0
    assert f"{hook_of(repository)} is there already" in done.stdout
    beside.write("b.py", secret())
    assert not beside.commit()
    beside.write("b.py")
    assert beside.commit()
    beside.write("b.py", secret(), add=False)
    assert not beside.commit("b.py")


def test_a_submodule_has_its_own(repository, plain, home):
    plain.write("a.py")
    assert plain.commit()
    repository.git("submodule", "add", "-q", str(plain.folder), "part")
    inner = Repository(repository.folder / "part", home)
    assert (repository.folder / ".git" / "modules" / "part" / "hooks" / "pre-commit").is_file()
    inner.write("b.py", secret())
    assert not inner.commit()
    inner.write("b.py")
    assert inner.commit()
    assert inner.commit("--amend", "--allow-empty")
    repository.git("add", "part")
    assert repository.commit()


def test_from_a_folder_below_and_through_a_link_to_the_tree(repository):
    (repository.folder / "below").mkdir()
    repository.write("below/a.py", secret())
    assert not repository.commit(env={"PWD": "/"})
    link = repository.folder.parent / "link"
    link.symlink_to(repository.folder)
    done = repository.git("-C", str(link / "below"), "commit", "-m", "x", check=False)
    assert done.returncode == 1
    assert "BLOCKED" in done.stderr
    repository.write("below/a.py")
    assert repository.commit()


def test_a_removal_and_an_empty_commit(repository):
    repository.write("a.py")
    repository.write("b.py")
    assert repository.commit()
    repository.git("rm", "-q", "a.py")
    assert repository.commit()
    assert repository.commit("--allow-empty")
    assert "warning" not in repository.told


def test_nothing_of_the_tree_is_run(repository, tmp_path):
    for name in ("vedette", "click", "msgspec", "runpy", "sitecustomize", "usercustomize"):
        repository.write(f"{name}.py", f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    (repository.folder / "python").write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    (repository.folder / "python").chmod(0o755)
    shutil.copy(repository.folder / "python", repository.folder / "vedette")
    repository.git("add", ".")
    assert repository.commit(env={"PATH": f"{repository.folder}:{repository.env['PATH']}"})
    assert "PASSED" in repository.told
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("how", ["nowhere", "without the package", "killed", "void"])
def test_a_broken_tool_is_named_and_stops_nobody(repository, tmp_path, how):
    hook = hook_of(repository)
    python = tmp_path / "python"
    bodies = {
        "without the package": 'echo "No module named vedette" >&2; exit 1',
        "killed": "kill -9 $$",
        "void": "exit 3",
    }
    if how in bodies:
        python.write_text(f"#!/bin/sh\n{bodies[how]}\n")
        python.chmod(0o755)
    hook.write_text(hook.read_text().replace(f"python={sys.executable}", f"python='{python}'"))
    repository.write("a.py", secret())
    assert repository.commit()
    assert "vedette: warning: no verdict on this commit" in repository.told
    assert "vedette doctor" in repository.told


def test_vedette_on_the_path_takes_over_when_the_interpreter_is_gone(repository, tmp_path):
    hook = hook_of(repository)
    hook.write_text(hook.read_text().replace(f"python={sys.executable}", "python=/gone"))
    (tmp_path / "bin").mkdir()
    other = tmp_path / "bin" / "vedette"
    other.write_text('#!/bin/sh\necho "called: $*" >&2\nexit 1\n')
    other.chmod(0o755)
    repository.write("a.py")
    # It fails for its help too, and so is no working vedette.
    assert repository.commit(env={"PATH": f"{tmp_path / 'bin'}:{repository.env['PATH']}"})
    other.write_text('#!/bin/sh\ncase "$*" in *--help) exit 0 ;; esac\nexit 1\n')
    repository.write("a.py", "other\n")
    assert not repository.commit(env={"PATH": f"{tmp_path / 'bin'}:{repository.env['PATH']}"})


def test_an_interrupt_stops_the_commit(repository, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 130\n")
    python.chmod(0o755)
    hook = hook_of(repository)
    hook.write_text(hook.read_text().replace(f"python={sys.executable}", f"python='{python}'"))
    repository.write("a.py")
    assert not repository.commit()


def test_the_file_and_a_second_time(repository):
    hook = hook_of(repository)
    assert hook.stat().st_mode & 0o777 == 0o755
    assert hook.read_bytes().startswith(b"#!/bin/sh\n# vedette: ")
    before = hook.stat().st_mtime_ns
    done = repository.init()
    assert (done.returncode, done.stderr) == (0, "")
    assert "is there already" in done.stdout
    assert hook.stat().st_mtime_ns == before
    assert not (repository.folder / "vedette.toml").exists()


@pytest.mark.parametrize("shell", ["sh", "dash", "bash --posix"])
def test_every_shell_reads_the_hook(repository, shell):
    if not shutil.which(shell.split()[0]) and not os.environ.get("CI"):
        pytest.skip(f"no {shell} here")
    assert repository.run(*shell.split(), "-n", str(hook_of(repository)), env=dict(os.environ)).stderr == ""


def test_an_interpreter_with_an_awkward_path(plain, tmp_path):
    awkward = tmp_path / 'it\'s $(touch ran) `x` "y"'
    awkward.mkdir()
    python = awkward / "python"
    python.write_text("#!/bin/sh\necho asked >&2\n")
    python.chmod(0o755)
    code = "import sys, pathlib; from vedette.apps.cli import hook; hook.install(pathlib.Path(), sys.argv[1])"
    done = plain.run(sys.executable, "-c", code, str(python))
    assert done.returncode == 0, done.stderr
    plain.write("a.py")
    assert plain.commit()
    assert "asked" in plain.told
    assert not (plain.folder / "ran").exists()


def refused(done, *words):
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert not done.stderr.startswith("error: no verdict")
    for word in words:
        assert word in done.stderr


def test_another_hook_is_left_and_the_line_to_add_is_told_and_works(plain):
    hook = hook_of(plain)
    text = "#!/bin/sh -e\necho mine >&2\n"
    hook.write_text(text)
    hook.chmod(0o755)
    refused(plain.init(), "pre-commit is there already and was left as it is", LINE)
    assert hook.read_text() == text
    hook.write_text(f"{text}{LINE}\necho on >&2\n")
    scripts = plain.folder.parent / "bin"
    scripts.mkdir()
    path = {"PATH": f"{scripts}:{plain.env['PATH']}"}
    plain.write("a.py", secret())
    assert plain.commit(env=path)
    (scripts / "vedette").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m vedette "$@"\n')
    (scripts / "vedette").chmod(0o755)
    plain.write("b.py", secret(2))
    assert not plain.commit(env=path)
    plain.write("b.py")
    assert plain.commit(env=path)
    assert "on" in plain.told.split()


def test_a_hook_of_pre_commit_is_told_apart(plain):
    hook_of(plain).write_text("#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n")
    refused(plain.init(), ".pre-commit-config.yaml")


def test_our_hook_changed_by_hand_is_left(repository):
    hook = hook_of(repository)
    text = hook.read_text() + "# mine\n"
    hook.write_text(text)
    refused(repository.init(), "was changed", "remove it")
    assert hook.read_text() == text


def test_a_hook_that_git_passes_by_is_told(repository):
    hook_of(repository).chmod(0o644)
    refused(repository.init(), "git passes it by", "chmod 755")


@pytest.mark.parametrize("target", ["elsewhere", "missing"])
def test_nothing_is_written_through_a_link(plain, tmp_path, target):
    (tmp_path / "elsewhere").write_text("kept")
    hook_of(plain).symlink_to(tmp_path / target)
    refused(plain.init(), "is there already")
    assert (tmp_path / "elsewhere").read_text() == "kept"
    assert not (tmp_path / "missing").exists()


def test_nothing_is_written_into_a_folder_that_is_a_link(plain, tmp_path):
    hooks = plain.folder / ".git" / "hooks"
    shutil.rmtree(hooks)
    (tmp_path / "elsewhere").mkdir()
    hooks.symlink_to(tmp_path / "elsewhere")
    refused(plain.init(), "is a link", LINE)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_repository_without_a_hooks_folder(plain):
    shutil.rmtree(plain.folder / ".git" / "hooks")
    assert plain.init().returncode == 0
    assert hook_of(plain).is_file()


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (".husky/_", ".husky/pre-commit"),
        (".githooks", ".githooks/pre-commit"),
        ("/dev/null", "/dev/null/pre-commit"),
        ("~/hooks", "home/hooks/pre-commit"),
        ("", "pre-commit"),
        ("..", "pre-commit"),
        (".git", "pre-commit"),
        (".git/../../out", "out/pre-commit"),
    ],
)
@pytest.mark.parametrize("scope", ["--local", "--global", "--worktree"])
def test_a_hooks_path_elsewhere_is_refused_with_advice(plain, scope, value, place):
    if scope == "--worktree":
        plain.git("config", "extensions.worktreeConfig", "true")
    plain.git("config", scope, "core.hooksPath", value)
    refused(plain.init(), "core.hooksPath is", f"{place}: {LINE}")
    assert not list(plain.folder.parent.rglob("pre-commit"))


@pytest.mark.parametrize("value", [".git/hooks", ".git/own"])
def test_a_hooks_path_in_the_repository_is_used(plain, value):
    plain.git("config", "core.hooksPath", value)
    assert plain.init().returncode == 0
    plain.write("a.py", secret())
    assert not plain.commit()


def test_a_hooks_path_through_a_link_out_of_the_repository_is_refused(plain, tmp_path):
    (tmp_path / "out").mkdir()
    (plain.folder / ".git" / "own").symlink_to(tmp_path / "out")
    plain.git("config", "core.hooksPath", ".git/own/deep")
    refused(plain.init(), "core.hooksPath is")
    assert list((tmp_path / "out").iterdir()) == []


def test_included_configuration_is_named(plain, home):
    (home / ".gitconfig").write_text("[include]\n\tpath = more\n")
    done = plain.init()
    assert done.returncode == 0
    assert "note: git's configuration includes files that were not read" in done.stderr


def test_where_there_is_no_work_tree(plain, tmp_path):
    lone = tmp_path / "lone"
    lone.mkdir()
    refused(plain.init(str(lone)), "is in no work tree of git")
    plain.git("init", "-q", "--bare", str(tmp_path / "bare.git"))
    refused(plain.init(str(tmp_path / "bare.git")), "is in no work tree of git")
    refused(plain.init(str(tmp_path / "absent")), "does not exist")
    (lone / ".git").write_text(f"gitdir: {plain.folder / '.git'}\n")
    refused(plain.init(str(lone)), "does not point back")
    assert not hook_of(plain).exists()


def test_a_folder_that_cannot_be_written_to(plain):
    hooks = plain.folder / ".git" / "hooks"
    shutil.rmtree(hooks)
    hooks.write_text("no folder")
    done = plain.init()
    assert done.returncode == 3
    assert "could not be written" in done.stderr
