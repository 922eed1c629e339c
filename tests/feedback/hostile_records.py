"""Records in which everything that a tree, a commit, another tool or a configuration can name is hostile."""

from hypothesis import strategies as st
from msgspec.structs import replace
from report_world import RULE, WEAK, coverage, finding, judgement, record, write

from vedette.model.coverage import KindCoverage, Skip, SkipClass
from vedette.model.events import Judged, Started
from vedette.model.finding import Excerpt, Reach, State, Trail
from vedette.model.verdict import Disposition

ANY = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)
# What acts somewhere: in a browser, in Markdown, on a runner, in a spreadsheet, in XML, on a terminal.
PLANTED = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "'><svg/onload=document.title='owned'>",
    "</title><script>document.title='owned'</script>",
    "</style><style>*{display:none}</style>",
    "--><script>document.title='owned'</script><!--",
    "<iframe srcdoc='<script>parent.document.title=1</script>'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example><form action=//evil.example><button>",
    "javascript:document.title='owned'",
    "[x](javascript:document.title='owned')",
    "![x](https://evil.example/p.png)",
    "<https://evil.example> https://evil.example www.evil.example a@evil.example",
    "@everyone #1 !2 $3 ~label %4 &5 owner/repo#6 GH-7 :skull: $`x`$ $y$",
    "`` ` ``` code \\` \\",
    "\n# heading\n\n- item\n\n/close\n",
    "a|b|c\n|---|---|---|",
    "</details></td></table>",
    "\n::error file=x::y\n::set-output name=x::y",
    "::warning::x",
    "%0A::error::x%25%0D%3A%2C",
    "##[error]x ##vso[task.setvariable variable=x]y",
    '=HYPERLINK("https://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\uff1d1",
    "]]></failure><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "\x00\x01\x08\x0b\x1b[31m\x7f\x9b\ufffe\uffff",
    "\u202e\u2066\u200b\ufeff\u2028",
    "caf\udce9 \ud800",
    "../../etc/passwd",
    "{{7*7}} ${7*7} {policy} %s",
)


def world(first, second):
    """A record, notes and rules in which two texts stand in every place that is not ours."""
    item = finding(
        first,
        message=second,
        symbol=first,
        evidence=second,
        excerpt=Excerpt(12, first + second, (len(first) // 2, len(first) + len(second) // 2)),
        fingerprint=first,
        foreign={first: second},
    )
    trail = Trail(since="2026-11-01T00:00:00Z", reach=Reach.ref, ref=second, author=first, was=second)
    old = replace(
        item,
        rule=first,
        kind=f"import:{second}",
        place=replace(item.place, revision=second),
        trail=trail,
    )
    secret = replace(old, kind="secrets", rule=WEAK.id)
    failed = Skip(path=first, cls=SkipClass.failed, reason=second, detail=first + second)
    proof = KindCoverage(kind=first, examined=1, canaries_planted=1, canaries_found=0)
    account = coverage(
        asked=39,
        skips=(*coverage().skips, failed, replace(failed, detail="")),
        asked_kinds=(first, second),
        kinds=(proof,),
        dropped=(second,),
        stale=(first,),
        base_unknown=second,
    )
    judged = record(
        [
            judgement(item, Disposition.emergency, owner=first, id=second, due=first, first_seen=second),
            judgement(old, owner=second, exploited=True, reopened=True, id=first, introduced=True),
            judgement(secret, number=3, owner=second),
            replace(judgement(old, Disposition.accepted, 4), reason=first),
        ],
        account,
    )
    gone = replace(judgement(item, number=5).tracked, state=State.fixed)
    run = replace(
        judged.run, project=first, tool=second, started=first, finished=second, commit=first, kinds=(second,)
    )
    judged = replace(judged, run=run, mended=(gone, replace(gone, finding=old)))
    advice = {"why": first, "fix": second, "title": second, "tags": (first,), "references": (first, second)}
    rules = {RULE.id: replace(RULE, **advice), WEAK.id: replace(WEAK, **advice)}
    return judged, (second, first), rules


def hostile(module, first, second):
    """What a format writes about such a record."""
    judged, notes, rules = world(first, second)
    events = [Started(run=judged.run, asked=39, notes=notes), Judged(record=judged)]
    return write(module, events, rules=rules)
