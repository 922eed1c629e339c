"""GitLab's secret detection report: findings of the kind `secrets`, with their commits."""

from __future__ import annotations

from typing import BinaryIO

from vedette.feedback.gitlab_security import Flavour, SecurityReport
from vedette.feedback.interface import Context, Writer

_FLAVOUR = Flavour(
    type="secret_detection",
    file="secret-detection-report-format.json",
    takes=lambda finding: finding.kind == "secrets",
    commit=True,
    other="gitlab-sast",
)


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one report.

    Args:
        out: where to write; ASCII, since everything else is escaped.
        context: rules, and whether an auditor reads.
    """
    return SecurityReport(out, context, _FLAVOUR)
