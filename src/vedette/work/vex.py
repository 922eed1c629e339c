"""What a run says about vulnerabilities in packages, as statements that others can take over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from vedette.languages.packages.purl import purl_of
from vedette.model.package import Package
from vedette.model.verdict import Disposition, Judgement, Run
from vedette.model.vex import Justification, Product, Statement, Status, Vex

KIND = "packages"
_LABEL = re.compile(r"\s*([a-z_]{10,60})\s*(?:[:;,.-]\s*|$)")
_JUSTIFICATIONS = {str(one): one for one in Justification}
_VULNERABILITY = re.compile(r"[A-Z][A-Z0-9]{1,20}-[A-Za-z0-9.:-]{1,60}")


def statements(judgements: Iterable[Judgement], run: Run, created: str) -> Vex:
    """The statements that follow from a run.

    What somebody accepted is not affected only if the reason begins with one of OpenVEX's justifications,
    as `vulnerable_code_not_in_execute_path: we never parse XML`: accepting a risk is not being unaffected.
    What is reached by a way through the code is affected. All else is under investigation.

    Args:
        judgements: of the run; only those of packages and known vulnerabilities count.
        run: what was scanned.
        created: time of the document.
    """
    product = f"pkg:generic/{quote(run.project or run.root or 'project', safe='-._~')}"
    found = []
    for item in judgements:
        finding = item.tracked.finding
        ecosystem, _, rest = finding.portable.partition(":")
        name, _, vulnerability = rest.rpartition(":")
        if finding.kind != KIND or not name or not _VULNERABILITY.fullmatch(vulnerability):
            continue
        version = finding.evidence.removeprefix(f"{name} ") if finding.evidence.startswith(f"{name} ") else ""
        purl = purl_of(Package(ecosystem=ecosystem, name=name, line=0, version=version))
        if not purl:
            continue
        part = Product(id=purl, purls=(purl,))
        said = Product(id=f"{product}@{run.commit}" if run.commit else product, parts=(part,))
        found.append(_statement(item, vulnerability, said))
    tool = run.tool or "vedette"
    return Vex(author=tool, tooling=tool, timestamp=created, statements=tuple(dict.fromkeys(found)))


def _statement(item: Judgement, vulnerability: str, product: Product) -> Statement:
    finding = item.tracked.finding
    if item.disposition is Disposition.accepted and item.acceptance is not None:
        return _accepted(item.acceptance.reason, item.acceptance.until, vulnerability, product)
    if finding.flow:
        action = finding.advice or "Upgrade to a version that is not affected."
        return Statement(
            vulnerability=vulnerability, products=(product,), status=Status.affected, action=action
        )
    return Statement(vulnerability=vulnerability, products=(product,), status=Status.under_investigation)


def _accepted(reason: str, until: str, vulnerability: str, product: Product) -> Statement:
    match = _LABEL.match(reason)
    justification = _JUSTIFICATIONS.get(match[1]) if match else None
    if match is not None and justification is not None:
        return Statement(
            vulnerability=vulnerability,
            products=(product,),
            status=Status.not_affected,
            justification=justification,
            impact=reason[match.end() :].strip(),
        )
    ends = f" (until {until})" if until else ""
    return Statement(
        vulnerability=vulnerability,
        products=(product,),
        status=Status.under_investigation,
        notes=f"Accepted{ends}: {reason}",
    )
