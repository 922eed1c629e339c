"""The one door to git: every call runs in a private empty repository that knows no configuration but ours.

A repository's config, hooks and attributes can name programs, and several harmless looking commands run them.
Here git gets an own GIT_DIR, into which only names, ids and lists are laid; it is lent the index, the objects
and the work tree of the repository by environment. See docs/decisions/0003-git-door.md.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import selectors
import shutil
import subprocess
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import IO, Self

from vedette.model.errors import WorldError
from vedette.sources.git.layout import Layout
from vedette.sources.git.refs import Refs
from vedette.sources.git.scratch import CONFIG, private_folder
from vedette.sources.shared import read_regular

_OLDEST = (2, 32)
_OUTPUT_BYTES = 1024 * 1024 * 1024
_STDERR_BYTES = 64 * 1024
_STREAM_BYTES = 8 * 1024 * 1024 * 1024
_STREAM_SECONDS = 1800.0
_INDEX_BYTES = 1024 * 1024 * 1024
_LIST_BYTES = 16 * 1024 * 1024
_MAX_SHARED = 8
_SHARED = re.compile(r"sharedindex\.[0-9a-f]{40,64}")


class DoorError(Exception):
    """A call of git did not give a result.

    Attributes:
        reason: `timed-out`, `too-much-output` or `git-failed`.
        detail: the last line of what git said, or a sentence.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Door:
    """Calls git for one repository. Close it, or use it as a context manager.

    Attributes:
        timeout: seconds that one call, or one object, may take.
        object_format: `sha1` or `sha256`.
        index_time: when the index was written, in nanoseconds; 0 before `lay_index`.
        attributes, exclude: texts of these lists in `info/`; b"" before `lay_lists`.
        shallow: commits at which a shallow clone ends; empty before `lay_refs`.
    """

    def __init__(self, layout: Layout, *, timeout: float = 120.0) -> None:
        self.timeout = timeout
        self.index_time = 0
        self.attributes = self.exclude = b""
        self.shallow: frozenset[str] = frozenset()
        self._layout = layout
        self.object_format = "sha256" if layout.object_format == "sha256" else "sha1"
        self._git, self._path = find_git(layout.worktree)
        self._private = private_folder()
        self._finalizer = weakref.finalize(self, shutil.rmtree, self._private, ignore_errors=True)
        self._dir = self._lay()
        self._index: bytes | None = None  # laid, and not written yet
        self._laying = threading.Lock()
        self._batches: dict[str, Batch] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the children and removes the private repository; safe to call twice."""
        for batch in self._batches.values():
            batch.close()
        self._batches.clear()
        self._finalizer()

    def lay_index(self, name: str = "index", known: Callable[[bytes], bool] | None = None) -> bytes:
        """Copies the index and the shared indexes that a split index stands on.

        Args:
            name: of the index within the repository's own folder; git commits from others too.
            known: whether an index is one that was found sound before.

        Returns:
            The index's file; b"" if there is none.

        Raises:
            OSError: there is an index, and it cannot be read.
        """
        source = os.path.join(self._layout.gitdir, name) if self._layout.gitdir else ""
        if not source or not os.path.lexists(source):
            return b""
        self.index_time = os.stat(source).st_mtime_ns
        index = read_regular(source, _INDEX_BYTES)
        self._index = index if known is not None and known(index) else self._sound(index)
        shared = [name for name in os.listdir(self._layout.gitdir) if _SHARED.fullmatch(name)]
        for one in sorted(shared)[:_MAX_SHARED]:
            self._write(one, self._sound(read_regular(os.path.join(self._layout.gitdir, one), _INDEX_BYTES)))
        return index

    def drop_index(self) -> None:
        """Takes an index that git cannot read away again, so that every file counts as untracked."""
        self._index = None
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(self._dir, "index"))
        self.index_time = 0

    def lay_lists(self) -> None:
        """Copies `info/exclude` and `info/attributes`, which are lists of names, where they exist."""
        for name in ("info/exclude", "info/attributes"):
            if self._layout.common:
                with suppress(OSError):
                    text = read_regular(os.path.join(self._layout.common, name), _LIST_BYTES)
                    self._write(name, text)
                    setattr(self, name.removeprefix("info/"), text)

    def lay_refs(self, refs: Refs) -> None:
        """Writes names and ids of the refs, so that revisions can be resolved, and the shallow boundary."""
        lines = [f"{oid} {name}\n" for name, oid in sorted(refs.by_name.items()) if name.startswith("refs/")]
        self._write("packed-refs", os.fsencode("".join(lines)))
        for name in ("HEAD", "ORIG_HEAD", "MERGE_HEAD"):
            if name in refs.by_name:
                self._write(name, f"{refs.by_name[name]}\n".encode())
        if self._layout.common:
            try:
                shallow = read_regular(os.path.join(self._layout.common, "shallow"), _LIST_BYTES)
            except FileNotFoundError:
                return
            except OSError:
                # Where history ends cannot be told, so that a parent that is missing proves nothing.
                self.shallow = frozenset(refs.by_name.values())
                return
            self._write("shallow", shallow)
            self.shallow = frozenset(shallow.decode("ascii", "replace").split())

    def run(
        self, *arguments: str, stdin: bytes = b"", in_tree: bool = False, warned: bytearray | None = None
    ) -> bytes:
        """Calls git once.

        Args:
            arguments: command and arguments; what comes from outside must not look like an option.
            stdin: what it reads.
            in_tree: lend it the work tree; without it git sees the objects only.
            warned: takes what it said on standard error, at most 64 KiB.

        Returns:
            Its standard output.

        Raises:
            DoorError: it failed, took too long or wrote too much.
        """
        deadline = time.monotonic() + self.timeout
        limits = (self.timeout, deadline, _OUTPUT_BYTES)
        err = bytearray() if warned is None else warned
        return b"".join(self._flow(arguments, stdin, limits, err, in_tree=in_tree))

    def stream(self, *arguments: str, stdin: bytes = b"", most: int = _STREAM_BYTES) -> Iterator[bytes]:
        """Calls git once for what may be long: the output is not held.

        Args:
            arguments: as for `run`.
            stdin: what it reads.
            most: bytes that it may write.

        Yields:
            Its standard output in pieces of any length.

        Raises:
            DoorError: after what it wrote before it failed, fell silent, took too long or wrote too much.
        """
        deadline = time.monotonic() + _STREAM_SECONDS
        return self._flow(arguments, stdin, (self.timeout, deadline, most), bytearray())

    def contents(self, oid: str, limit: int) -> tuple[int, bytes | None] | None:
        """Reads one blob through a child that stays.

        Args:
            oid: its full id.
            limit: bytes.

        Returns:
            Size and content; the content is None when it is over the limit; None when there is no such blob.

        Raises:
            DoorError: the child failed on it, or took too long.
        """
        try:
            answer = self._batch("--batch-check").ask(oid)
            if answer is None or answer[0] != "blob":
                return None
            if answer[1] > limit:
                return answer[1], None
            batch = self._batch("--batch")
            held = batch.ask(oid)
            return None if held is None else (held[1], batch.take(held[1]))
        except DoorError:
            for name in list(self._batches):
                self._batches.pop(name).close()
            raise

    def _batch(self, option: str) -> Batch:
        if option not in self._batches:
            self._batches[option] = Batch(self._popen(("cat-file", option), subprocess.PIPE), self.timeout)
        return self._batches[option]

    def _flow(
        self,
        arguments: tuple[str, ...],
        stdin: bytes,
        limits: tuple[float, float, int],
        err: bytearray,
        *,
        in_tree: bool = False,
    ) -> Iterator[bytes]:
        with tempfile.TemporaryFile(dir=self._private) as given:
            given.write(stdin)
            given.seek(0)
            with self._start(arguments, given, in_tree=in_tree) as child:
                yield from _pump(child, err, *limits)
                code = _wait(child)
        if code:
            lines = err.decode("utf-8", "replace").strip().splitlines() or [f"exit status {code}"]
            raise DoorError("git-failed", lines[-1][:300])

    @contextmanager
    def _start(
        self, arguments: tuple[str, ...], given: IO[bytes], *, in_tree: bool
    ) -> Iterator[subprocess.Popen[bytes]]:
        child = self._popen(arguments, given, in_tree=in_tree, stderr=subprocess.PIPE)
        try:
            yield child
        finally:
            _end(child)

    def _popen(
        self,
        arguments: tuple[str, ...],
        stdin: IO[bytes] | int,
        *,
        in_tree: bool = False,
        stderr: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        in_tree = in_tree and bool(self._layout.worktree)
        with self._laying:
            if self._index is not None:
                # Only now: mostly nobody asks git for what it says.
                self._write("index", self._index)
                self._index = None
        try:
            return subprocess.Popen(  # noqa: S603 - the one door; the program is absolute, no shell
                [self._git, *arguments],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=self._layout.worktree if in_tree else self._dir,
                env=self._environment(in_tree=in_tree),
                start_new_session=True,
            )
        except OSError as error:
            raise DoorError("git-failed", f"git could not be started: {error.strerror}") from error

    def _environment(self, *, in_tree: bool) -> dict[str, str]:
        nowhere = os.path.join(self._private, "nowhere")
        environment = {
            "PATH": self._path,
            "LC_ALL": "C",
            "HOME": nowhere,
            "XDG_CONFIG_HOME": nowhere,
            "GIT_DIR": self._dir,
            "GIT_INDEX_FILE": os.path.join(self._dir, "index"),
            "GIT_OBJECT_DIRECTORY": self._layout.objects or os.path.join(self._dir, "objects"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_PAGER": "",
        }
        if in_tree:
            environment["GIT_WORK_TREE"] = self._layout.worktree
        return environment

    def _lay(self) -> str:
        self._dir = os.path.join(self._private, "git")
        for name in ("", "objects", "refs", "info"):
            os.mkdir(os.path.join(self._dir, name), 0o700)
        self._write("config", CONFIG.format(object_format=self.object_format).encode())
        self._write("HEAD", b"ref: refs/heads/none\n")
        return self._dir

    def _sound(self, index: bytes) -> bytes:
        # git reads a damaged index without a word, and shows what it happens to find.
        digest = hashlib.new(self.object_format, usedforsecurity=False)
        content, written = index[: -digest.digest_size], index[-digest.digest_size :]
        digest.update(content)
        if index and written != digest.digest() and any(written):
            raise OSError(errno.EIO, "it is damaged: its checksum is not that of its content")
        return index

    def _write(self, name: str, data: bytes) -> None:
        with open(os.path.join(self._dir, name), "wb") as out:
            out.write(data)


class Batch:
    """A `cat-file` child that answers one object id after the other, each in bounded time."""

    def __init__(self, child: subprocess.Popen[bytes], timeout: float) -> None:
        self._child = child
        self._timeout = timeout
        self._held = bytearray()
        self._selector = selectors.DefaultSelector()
        if child.stdout is None or child.stdin is None:
            raise AssertionError("the child has no pipes")
        self._out, self._in = child.stdout.fileno(), child.stdin.fileno()
        self._selector.register(self._out, selectors.EVENT_READ)
        self._finalizer = weakref.finalize(self, _close_batch, child, self._selector)

    def ask(self, oid: str) -> tuple[str, int] | None:
        """Type and size of an object; None if it is missing.

        Raises:
            DoorError: the child ended or does not answer.
        """
        try:
            os.write(self._in, f"{oid}\n".encode("ascii"))
        except OSError as error:
            raise DoorError("git-failed", "the object could not be read") from error
        deadline = time.monotonic() + self._timeout
        while (end := self._held.find(b"\n")) < 0:
            self._fill(deadline)
        words = self._held[:end].decode("ascii", "replace").split()
        del self._held[: end + 1]
        if len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004 - id, type, size
            return None
        return words[1], int(words[2])

    def take(self, size: int) -> bytes:
        """The content that follows an answer.

        Raises:
            DoorError: the child ended or does not answer.
        """
        deadline = time.monotonic() + self._timeout
        while len(self._held) <= size:
            self._fill(deadline)
        data = bytes(self._held[:size])
        del self._held[: size + 1]
        return data

    def close(self) -> None:
        """Ends the child; safe to call twice."""
        self._finalizer()

    def _fill(self, deadline: float) -> None:
        if not self._selector.select(max(0.0, deadline - time.monotonic())):
            raise DoorError("timed-out", f"git did not answer in {self._timeout:g} s")
        data = os.read(self._out, 1 << 20)
        if not data:
            raise DoorError("git-failed", "the object could not be read")
        self._held += data


@cache
def find_git(worktree: str) -> tuple[str, str]:
    """The git program, and a search path that leads neither to the current folder nor into the tree.

    Args:
        worktree: the scanned tree: executables never come from it.

    Returns:
        Absolute path of git, and the value for PATH.

    Raises:
        WorldError: there is no git, or it is too old.
    """
    tree = os.path.realpath(worktree) + os.sep if worktree else ""
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    parts = [part for part in parts if os.path.isabs(part)]
    if tree:
        parts = [part for part in parts if not (os.path.realpath(part) + os.sep).startswith(tree)]
    path = os.pathsep.join(parts)
    git = shutil.which("git", path=path)
    if git is None:
        raise WorldError(
            "git was not found, and this is a git repository",
            help="install git, or put its folder into PATH",
        )
    version = _version(git)
    if version < _OLDEST:
        raise WorldError(
            f"git {'.'.join(map(str, version))} is too old",
            help=f"install git {'.'.join(map(str, _OLDEST))} or newer",
        )
    return git, path


@cache
def _version(git: str) -> tuple[int, ...]:
    try:
        done = subprocess.run(  # noqa: S603 - absolute path, fixed argument
            [git, "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=10,
            check=True,
            cwd="/",
            env={"LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise WorldError("git does not run", help=f"check that `{git} --version` works") from error
    found = re.search(rb"(\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _pump(
    child: subprocess.Popen[bytes], err: bytearray, silence: float, deadline: float, most: int
) -> Iterator[bytes]:
    """Takes both outputs of a child, bounded in time and size; what it says of errors is put into `err`."""
    if child.stdout is None or child.stderr is None:
        raise AssertionError("the child has no pipes")
    written = 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        selector.register(child.stderr, selectors.EVENT_READ, err)
        while selector.get_map():
            ready = selector.select(max(0.0, min(silence, deadline - time.monotonic())))
            if not ready:
                raise DoorError("timed-out", "git did not end in time")
            for key, _ in ready:
                data = os.read(key.fd, 1 << 20)
                if not data:
                    selector.unregister(key.fileobj)
                elif key.data is None:
                    written += len(data)
                    if written > most:
                        raise DoorError("too-much-output", f"more than {most:,} bytes")
                    yield data
                elif len(err) < _STDERR_BYTES:
                    err.extend(data)


def _wait(child: subprocess.Popen[bytes]) -> int:
    try:
        return child.wait(timeout=10)
    except subprocess.TimeoutExpired as error:
        raise DoorError("timed-out", "git did not end in time") from error


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _close_batch(child: subprocess.Popen[bytes], selector: selectors.BaseSelector) -> None:
    selector.close()
    _end(child)
