"""Records made by hand: what the writers are tested with."""

import io

from vedette.feedback.interface import Context
from vedette.model.coverage import Coverage, KindCoverage, Skip, SkipClass, completeness
from vedette.model.events import Judged
from vedette.model.facts import Position
from vedette.model.finding import Excerpt, Finding, Place, State, Tracked
from vedette.model.rule import Confidence, Persona, Principle, Rule, Severity
from vedette.model.verdict import Checkpoint, Decision, Disposition, Judgement, Record, Run, Verdict

RULE = Rule(
    id="shop-api-key",
    kind="secrets",
    title="Shop API key in the source",
    why="Whoever reads the repository can charge cards in the name of the shop, and every clone keeps it.",
    fix="Revoke the key in the shop's dashboard, make a new one and keep it in the secret store.",
    severity=Severity.critical,
    confidence=Confidence.high,
    principle=Principle.authentication,
    cwe=(798, 312),
    references=("https://example.org/keys",),
)
WEAK = Rule(
    id="generic-password",
    kind="secrets",
    title="Password assigned in the source",
    why="A password in the source is known to everybody who reads it.",
    fix="Read it from the environment.",
    severity=Severity.medium,
    confidence=Confidence.low,
    principle=Principle.authentication,
    cwe=(259,),
)


def finding(path="src/shop/pay.py", line=12, column=12, *, rule=RULE, **more):
    values = {
        "rule": rule.id,
        "kind": rule.kind,
        "place": Place(path, Position(line, column), Position(line, column + 16)),
        "severity": rule.severity,
        "confidence": rule.confidence,
        "message": "a live key of the shop's payment account",
        "evidence": "sk_l***, 24 characters",
        "excerpt": Excerpt(line, 'API_KEY = "sk_l************"', (column - 1, column + 15)),
        "fingerprint": "v1:0123456789abcdef",
    }
    return Finding(**{**values, **more})


def judgement(item, disposition=Disposition.tracked, number=1, **more):
    emergency = disposition is Disposition.emergency
    values = {
        "id": f"VD-00000{number}",
        "finding": item,
        "state": State.accepted if disposition is Disposition.accepted else State.open,
        "introduced": emergency,
        "first_seen": "2026-11-01T09:00:00Z",
        "last_seen": "2026-11-22T12:00:00Z",
        "owner": "@shop/payments",
        "due": "2026-11-29" if emergency else "2026-12-22",
    }
    reasons = {
        Disposition.emergency: "a usable credential enters the repository",
        Disposition.tracked: "medium: mended by its due date",
        Disposition.accepted: "test account without rights",
    }
    return Judgement(
        tracked=Tracked(**{**values, **more}), disposition=disposition, reason=reasons[disposition]
    )


def coverage(**more):
    skips = (
        Skip(path="logo.png", cls=SkipClass.not_applicable, reason="binary"),
        Skip(path="link", cls=SkipClass.not_applicable, reason="link"),
        Skip(path="vendor/x.js", cls=SkipClass.declared, reason="excluded", detail="vendored"),
    )
    kind = KindCoverage(kind="secrets", examined=37, canaries_planted=2, canaries_found=2)
    values = {"asked": 40, "examined": 37, "skips": skips, "asked_kinds": ("secrets",), "kinds": (kind,)}
    return Coverage(**{**values, **more})


def partial():
    failed = Skip(path="data/big.json", cls=SkipClass.failed, reason="timed-out", detail="took over 5 s")
    return coverage(asked=41, skips=(*coverage().skips, failed))


def record(judgements=(), account=None, **verdict):
    account = account or coverage()
    how, reasons = completeness(account)
    blocked = any(item.disposition is Disposition.emergency for item in judgements)
    run = Run(
        id="0123456789abcdef0123456789abcdef",
        project="github.com/example/shop",
        started="2026-11-22T12:00:00Z",
        finished="2026-11-22T12:00:01Z",
        tool="vedette 0.1.0",
        root="/src/shop",
        commit="a" * 40,
        base="b" * 40,
        kinds=("secrets",),
    )
    return Record(
        run=run,
        coverage=account,
        verdict=Verdict(
            decision=Decision.blocked if blocked else Decision.passed,
            completeness=how,
            reasons=reasons,
            judgements=tuple(judgements),
            **verdict,
        ),
        checkpoint=Checkpoint(count=3, head="c" * 64),
    )


def context(**more):
    values = {"rules": {RULE.id: RULE, WEAK.id: WEAK}, "today": "2026-11-22"}
    return Context(**{**values, **more})


def full():
    """An emergency, two tracked ones (one for auditors only) and an accepted one."""
    old = finding("deploy/prod.env", 3, 5, rule=WEAK)
    audit = finding("tests/data.py", 9, 1, rule=WEAK, persona=Persona.auditor)
    return record(
        [
            judgement(finding(), Disposition.emergency, 1),
            judgement(old, number=2),
            judgement(audit, number=3),
            judgement(finding("tests/keys.py", 1, 1, rule=WEAK), Disposition.accepted, 4),
        ]
    )


def write(module, events, **more):
    """What a format writes when it hears of these events."""
    out = io.BytesIO()
    writer = module.create(out, context(**more))
    for event in events:
        writer.event(event)
    writer.close()
    return out.getvalue()


def told(module, judged, **more):
    """What a format writes about a record."""
    return write(module, [Judged(record=judged)], **more)
