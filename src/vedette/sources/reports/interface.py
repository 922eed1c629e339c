"""What another tool's report is, once read."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.model.coverage import Skip
from vedette.model.finding import Finding
from vedette.model.rule import Rule


class Report(Struct, frozen=True, kw_only=True):
    """Another tool's report: every result in it is a finding or a skip, none is dropped.

    Attributes:
        tools: name and version of each tool, as the report spells them; a version may be "".
        kinds: the detector kind of each tool, `import:NAME`, also of one that found nothing.
        asked: results in the report, and failures that the tool itself reported, counted where they are
            listed; equal to the number of findings and skips.
        findings: in the report's order, fingerprints not set.
        rules: the rules that the findings are instances of, by id.
        skips: results that the tool itself suppressed (declared), that say nothing is wrong (not
            applicable) or that have no place in the tree (failed), and failures of the tool (failed).
    """

    tools: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    asked: int
    findings: tuple[Finding, ...] = ()
    rules: Mapping[str, Rule] = {}
    skips: tuple[Skip, ...] = ()
