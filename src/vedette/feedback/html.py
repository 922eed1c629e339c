"""One self-contained page for a browser: no script or style from elsewhere, readable without either."""

from __future__ import annotations

import base64
import hashlib
from typing import BinaryIO

from vedette.feedback import chapters, headline
from vedette.feedback.html_chapters import coverage, findings, mended, tag
from vedette.feedback.html_look import SCRIPT, STYLE
from vedette.feedback.interface import Context, Writer
from vedette.feedback.shared import AtVerdict
from vedette.model.coverage import Completeness
from vedette.model.verdict import Decision, Record

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
<script>{script}</script>
</body>
</html>
"""


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one page.

    Args:
        out: where to write; UTF-8.
        context: rules, and whether an auditor reads.
    """
    return AtVerdict(
        out, lambda record, notes: _report(record, notes, context).encode(), lambda _run: _no_verdict()
    )


def _report(record: Record, notes: tuple[str, ...], context: Context) -> str:
    word = headline.word(record.verdict)
    told = chapters.chapters(record, context)
    parts = [
        _verdict(record, word),
        *(f'<p class="note"><strong>Note:</strong> {tag(note)}</p>' for note in notes),
        "<main>",
        findings(told, context),
        mended(told.mended, context),
        coverage(record),
        "</main>",
        _foot(record),
    ]
    return _page(f"vedette: {word}: {record.run.project or record.run.root}", "\n".join(filter(None, parts)))


def _verdict(record: Record, word: str) -> str:
    verdict = record.verdict
    bad = verdict.decision is Decision.blocked or verdict.completeness is Completeness.void
    good = verdict.decision is Decision.passed and verdict.completeness is Completeness.complete
    look = "bad" if bad else "good" if good else "fair"
    return (
        f'<header class="verdict {look}"><p class="tool">vedette</p><h1>{tag(word)}</h1>'
        f"<p>{tag(headline.sentence(record))}.</p>"
        f'<p class="what">{tag(chapters.what(record.run), 300)}</p></header>'
    )


def _foot(record: Record) -> str:
    run = record.run
    line = f"{run.tool}, {run.started} to {run.finished}, run {run.id}"
    checkpoint = f"<br>Checkpoint {tag(record.checkpoint.text())}" if record.checkpoint else ""
    return f"<footer><p>{tag(line)}{checkpoint}</p></footer>"


def _page(title: str, body: str) -> str:
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_digest(STYLE)}'",
            f"script-src 'sha256-{_digest(SCRIPT)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return _PAGE.format(policy=policy, title=tag(title, 300), style=STYLE, body=body, script=SCRIPT)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _no_verdict() -> bytes:
    word, _, rest = chapters.NO_VERDICT.partition(": ")
    body = f'<header class="verdict bad"><h1>{tag(word)}</h1><p>{tag(rest)}</p></header>'
    return _page("vedette: no verdict", body).encode()
