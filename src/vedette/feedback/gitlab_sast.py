"""GitLab's SAST report: all findings that are not secrets."""

from __future__ import annotations

from typing import BinaryIO

from vedette.feedback.gitlab_security import Flavour, SecurityReport
from vedette.feedback.interface import Context, Writer

_FLAVOUR = Flavour(
    type="sast",
    file="sast-report-format.json",
    takes=lambda finding: finding.kind != "secrets",
    commit=False,
    other="gitlab-secrets",
)


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one report.

    Args:
        out: where to write; ASCII, since everything else is escaped.
        context: rules, and whether an auditor reads.
    """
    return SecurityReport(out, context, _FLAVOUR)
