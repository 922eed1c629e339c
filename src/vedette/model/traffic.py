"""Traffic: what running systems log, line by line, and what somebody saw in it."""

from __future__ import annotations

from msgspec import Struct

from vedette.model.rule import Confidence, Severity


class Block(Struct, frozen=True, kw_only=True):
    """Some whole lines of one log, as they came.

    Attributes:
        stream: the log: a path, or the address of a listener.
        part: which of the stream's files, as rotation goes on: opaque, equal for the same file.
        offset: of the first byte in that file, after decompression.
        line: number of the first line in that file, from 1.
        data: the lines, each with its line feed; the very last one of a file may have none.
        arrived: when it was read, in seconds since 1970 (UTC).
    """

    stream: str
    part: str
    offset: int
    line: int
    data: bytes
    arrived: float


class Request(Struct, frozen=True, kw_only=True):
    """One request as a log tells it. Bytes are raw and hostile; what is not logged is empty.

    Attributes:
        time: seconds since 1970 (UTC); 0.0 when the line has no time.
        client: address of whoever asked, as logged.
        user: the name logged in.
        target: path and query, not decoded.
        status: 0 when not logged.
        size: bytes of the response; -1 when not logged.
        took: seconds; -1.0 when not logged.
        headers: further ones that are logged, names in lower case (`cookie`, `x-forwarded-for`, ...).
        body: of the request.
    """

    time: float = 0.0
    client: bytes = b""
    user: bytes = b""
    method: bytes = b""
    host: bytes = b""
    target: bytes = b""
    status: int = 0
    size: int = -1
    took: float = -1.0
    referer: bytes = b""
    agent: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


class Login(Struct, frozen=True, kw_only=True):
    """Somebody tried to log in, as a log tells it.

    Attributes:
        line: index of the line in its block, from 0.
        time: seconds since 1970 (UTC); 0.0 when the line has no time.
        user: the name given; b"" when not logged.
        client: from where; b"" when not logged.
        succeeded: they came in.
        method: how, such as `ssh` or `web`.
    """

    line: int
    time: float
    user: bytes
    client: bytes
    succeeded: bool
    method: str = ""


class Violation(Struct, frozen=True, kw_only=True):
    """A browser refused something, or would have, and reported it: Content-Security-Policy, Level 3.

    Attributes:
        line: index of the line in its block, from 0.
        document: address of the page; raw and hostile, as all that follows.
        directive: which was violated, such as `script-src-elem`.
        blocked: address of what was refused, or a word such as `inline` or `eval`.
        source: address of the script that did it; b"" when not reported.
        source_line: in that script, from 1; 0 when not reported.
        disposition: `enforce` or `report`; b"" when not reported.
        sample: the first characters of an inline script, where the policy asks for them.
        agent: user agent; b"" when not reported.
    """

    line: int
    document: bytes = b""
    directive: bytes = b""
    blocked: bytes = b""
    source: bytes = b""
    source_line: int = 0
    disposition: bytes = b""
    sample: bytes = b""
    agent: bytes = b""


class Detection(Struct, frozen=True, kw_only=True):
    """One thing that a stream detector saw, at one line.

    Attributes:
        rule: id of the rule.
        weakness: what the attack aims at, in the word that rules on code have for it (`sql`, `path`, ...);
            else the detector's own word (`brute-force`, `error-rate`, ...).
        time: of the event, not of its discovery; seconds since 1970 (UTC).
        stream, line: where it is logged; the line counts from 1 in its file.
        client, user, host, method: redacted text, bounded.
        path: decoded path of the request without its query, bounded and redacted.
        status: of the response; 0 when not known.
        where: which part of the request, such as `query q`, `path`, `cookie id`, `referer`, `agent`,
            `body name`.
        evidence: the bytes that show it as text: redacted, control characters neutralised, at most 200
            characters.
        reason: one sentence: why these bytes are an attack.
        success: what hints that it succeeded; "" for nothing.
        count: how many events it stands for.
    """

    rule: str
    weakness: str
    severity: Severity
    confidence: Confidence
    time: float
    stream: str
    line: int
    client: str = ""
    user: str = ""
    host: str = ""
    method: str = ""
    path: str = ""
    status: int = 0
    where: str = ""
    evidence: str = ""
    reason: str = ""
    success: str = ""
    count: int = 1
