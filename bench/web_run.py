"""Measures the judge of web attacks and the watch, and writes the sections of bench/web.md.

    VEDETTE_CORPUS=FOLDER python bench/web_run.py payloads [--half tune|unseen]  # recall by class
    VEDETTE_CORPUS=FOLDER python bench/web_run.py benign [--half tune|unseen]    # false share of honest text
    VEDETTE_CORPUS=FOLDER python bench/web_run.py peers [--half tune|unseen]     # beside libinjection and CRS
    VEDETTE_CORPUS=FOLDER python bench/web_run.py logs                           # through `vedette watch`
    VEDETTE_CORPUS=FOLDER python bench/web_run.py judge --as attack LOG...       # verdicts on the rest
    python bench/web_run.py speed [--lines 1000000]

FOLDER holds a git directory `OWNER+NAME/repo` of each repository; web.toml says which commits. Values of the
unseen half are counted, never printed. What was fetched stays in bench/work.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import code_scan
import web_logs
import web_material
import web_peers
import web_speed
from code_scan import commit, section, table
from corpus import HERE, UnpreparedError
from report import prose
from web_judge import Judge, Seen, target
from web_material import Value

code_scan.REPORT = HERE / "web.md"
_ALL = "all"
_HALF_RATE = 75_000


def main() -> int:
    """Do what the command line says."""
    options = _options()
    if not code_scan.REPORT.is_file():
        code_scan.REPORT.write_text("# Measures on web attacks\n", encoding="utf-8")
    try:
        _do(options)
    except UnpreparedError as error:
        print(f"Not measured: {error}", file=sys.stderr)
        return 2
    return 0


def _do(options: argparse.Namespace) -> None:
    match options.verb:
        case "payloads":
            payloads(options.folder, options.half)
        case "benign":
            benign(options.folder, options.half)
        case "peers":
            peers(options.folder, options.half)
        case "logs":
            logs(options.folder)
        case "judge":
            judge(options.folder, options.logs, options.verdict)
        case _:
            speed(options.lines)


def payloads(folder: Path | None, half: str) -> None:
    """Recall, sure and in all, by collection and class."""
    everything, out = web_material.payloads(folder)
    values = [one for one in everything if one.half == half]
    one = Judge()
    asked = one.lines([target(value) for value in values]).seen
    others = _other_ways(one, values)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, value in enumerate(values):
        for key in (
            (value.collection, value.kind),
            (value.collection, _ALL),
            (_ALL, value.kind),
            (_ALL, _ALL),
        ):
            groups[key].append(number)
    rows = [[*key, *_recall(asked, others, groups[key])] for key in sorted(groups)]
    left = ", ".join(f"{name} {reason}: {count}" for (name, reason), count in sorted(out.items()))
    said = f"""
        Half `{half}` of the values, at {commit()}: `python bench/web_run.py payloads --half {half}`. Each is
        sent as a parameter of a request, put in a line of an access log, and taken through gate and judge;
        `as path` and `as body` for paths and XML. *Found*: any detection, sure or not; *sure*: one that is;
        *gate*: let through. The mean of the classes counts each class once. Left out: {left}.
    """
    classes = [row for row in rows if row[0] == _ALL and row[1] != _ALL]
    mean = sum(float(str(row[3])) for row in classes) / len(classes)
    head = ["collection", "class", "values", "found %", "sure %", "gate %", "as path or body %"]
    body = [f"## Payloads, {half} half", "", prose(said), "", f"Mean of the classes: {mean:.1f} %.", ""]
    section(f"payloads-{half}", [*body, *table(head, rows)])
    _tell([head, *rows, ["mean of classes", f"{mean:.1f}"]])


def _other_ways(one: Judge, values: Sequence[Value]) -> dict[int, bool]:
    paths = [number for number, value in enumerate(values) if value.kind == "path"]
    bodies = [number for number, value in enumerate(values) if value.kind == "xxe"]
    found = dict(zip(paths, one.lines([target(values[at], "path") for at in paths]).seen, strict=True))
    found |= dict(zip(bodies, one.bodies(values[at] for at in bodies).seen, strict=True))
    return {number: seen.any for number, seen in found.items()}


def _recall(asked: Sequence[Seen], others: dict[int, bool], numbers: Sequence[int]) -> list[str]:
    size = len(numbers)
    other = [others[number] for number in numbers if number in others]
    return [
        f"{size}",
        _share(sum(asked[number].any for number in numbers), size),
        _share(sum(asked[number].sure for number in numbers), size),
        _share(sum(asked[number].gate for number in numbers), size),
        _share(sum(other), len(other)) if other else "",
    ]


def benign(folder: Path | None, half: str) -> None:
    """False share of honest values."""
    values = [one for one in web_material.benign(folder) if one.half == half]
    seen = Judge().lines([target(value) for value in values]).seen
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rules: Counter[str] = Counter()
    for value, one in zip(values, seen, strict=True):
        counts[value.collection].update(values=1, any=one.any, sure=one.sure, gate=one.gate)
        rules.update(one.rules)
        if one.any and half == "tune":
            print(one.rules, value.raw.decode("utf-8", "backslashreplace"))
    rows = [
        [
            name,
            count["values"],
            *(_share(count[what], count["values"], 2) for what in ("any", "sure", "gate")),
        ]
        for name, count in sorted(counts.items())
    ]
    head = ["text", "values", "false %", "of these sure %", "gate %"]
    said = f"""
        Half `{half}` of honest values as the parameter `q`, at {commit()}:
        `python bench/web_run.py benign --half {half}`. Aim: at most 3 %. By rule:
        {dict(rules.most_common())}.
    """
    section(f"benign-{half}", [f"## Honest text, {half} half", "", prose(said), "", *table(head, rows)])
    _tell([head, *rows])


def peers(folder: Path | None, half: str) -> None:
    """The same values to all three."""
    attacks = [one for one in web_material.payloads(folder)[0] if one.half == half]
    honest = [one for one in web_material.benign(folder) if one.half == half]
    values = [*attacks, *honest]
    targets = [target(value) for value in values]
    ours = Judge().lines(targets)
    asked = [
        ("vedette", [one.any for one in ours.seen], ours.cpu),
        *((one.name, one.found, one.cpu) for one in web_peers.ask(targets)),
    ]
    kinds = sorted({one.kind for one in attacks}) + sorted({one.collection for one in honest})
    rows = []
    for kind in kinds:
        at = [number for number, one in enumerate(values) if kind in (one.kind, one.collection)]
        rows.append(
            [kind, len(at), *(_share(sum(found[n] for n in at), len(at), 2) for _, found, _ in asked)]
        )
    size = len(attacks)
    rows.append(["all attacks", size, *(_share(sum(found[:size]), size, 2) for _, found, _ in asked)])
    rows.append(
        ["all honest", len(honest), *(_share(sum(found[size:]), len(honest), 2) for _, found, _ in asked)]
    )
    rows.append(["values a CPU second", "", *(f"{len(values) / cpu:,.0f}" for _, _, cpu in asked)])
    head = ["", "values", *(name for name, _, _ in asked)]
    said = f"""
        The same values of half `{half}` as parameters, in one run at {commit()}:
        `python bench/web_run.py peers --half {half}`; share found in percent. CRS at paranoia 1 refuses at a
        score of 5; libinjection knows SQL and script alone. Speed is on attacks and honest text as they come
        here, which are candidates nearly all; the next section has that on traffic.
    """
    section(
        f"peers-{half}",
        [f"## Beside libinjection and ModSecurity, {half} half", "", prose(said), "", *table(head, rows)],
    )
    _tell([head, *rows])


def logs(folder: Path | None) -> None:
    """Every log, its hits by verdict, and its alerts."""
    rows = []
    for log in web_material.logs(folder):
        seen = web_logs.watch(log)
        counts, rules = web_logs.judged(seen), Counter(hit["rule"] for hit in seen.hits)
        false = _share(counts["false"], seen.lines, 3)
        kinds = ", ".join(f"{rule} {count}" for rule, count in rules.most_common(8))
        verdicts = (counts["attack"], counts["false"], counts["unjudged"], false)
        size = (seen.lines, seen.unreadable, seen.days, len(seen.hits))
        rows.append([log.name, "scans" if log.scan else "real", *size, *verdicts, seen.alerts, kinds])
    head = ["log", "kind", "lines", "unreadable", "days", "hits", "attack", "false", "unjudged"]
    head += ["false % of lines", "alerts", "rules"]
    said = f"""
        Each log by itself through `vedette watch --replay` with an empty ledger, at {commit()}:
        `python bench/web_run.py logs`. Hits were read and judged one by one
        ([web_verdicts.toml](web_verdicts.toml)); those of logs that scanners alone wrote, as a whole.
        Aim: 0.05 % of lines of real logs, one alert a day without an attack.
    """
    section("logs", ["## Real logs", "", prose(said), "", *table(head, rows)])
    _tell([head, *rows])


def judge(folder: Path | None, names: Sequence[str], verdict: str) -> None:
    """Write a verdict on every hit of some logs that has none, after somebody read them."""
    known = web_logs.verdicts()
    with web_logs.VERDICTS.open("a", encoding="utf-8") as out:
        for log in web_material.logs(folder):
            if any(name in log.name for name in names):
                for key, hits in web_logs.kinds(web_logs.watch(log)).items():
                    if key not in known:
                        out.write(web_logs.entry(log, key, hits, verdict))


def speed(lines: int) -> None:
    """Lines a second, memory, and how late a hit is told."""
    path = web_speed.made(lines)
    done, small = web_speed.replay(path), web_speed.replay(web_speed.made(1000))
    wc = web_speed.counted(path)
    late = web_speed.latency(_HALF_RATE, 20)
    rows = [
        ["lines a CPU second, start included", f"{done.lines / done.cpu:,.0f}"],
        ["without the start", f"{(done.lines - small.lines) / (done.cpu - small.cpu):,.0f}"],
        ["`wc -l`, lines a CPU second", f"{done.lines / wc:,.0f}"],
        ["share of `wc -l`", f"{100 * wc / done.cpu:.2f} %"],
        ["most memory", f"{done.memory:.0f} MiB"],
        ["hits, alerts", f"{done.hits}, {done.alerts}"],
        [
            f"attack to hit at {_HALF_RATE:,} lines a second offered: p50, p99",
            f"{_at(late, 50)}, {_at(late, 99)}",
        ],
    ]
    said = f"""
        {done.lines:,} made lines in combined format with query strings of their own, 0.5 % attacks, at
        {commit()}, load {os.getloadavg()[0]:.1f}: `python bench/web_run.py speed --lines {lines}`. Aims:
        150,000 lines a second and core, under 400 MB, p99 under 2 s.
    """
    section("speed", ["## Speed", "", prose(said), "", *table(["measure", "figure"], rows)])
    _tell(rows)


def _at(late: Sequence[float], percent: int) -> str:
    return f"{late[min(len(late) - 1, len(late) * percent // 100)]:.2f} s" if late else "none came"


def _share(part: int, whole: int, digits: int = 1) -> str:
    return f"{100 * part / whole:.{digits}f}" if whole else ""


def _tell(rows: Sequence[Sequence[object]]) -> None:
    for row in rows:
        print(*row, sep="  ")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("verb", choices=("payloads", "benign", "peers", "logs", "judge", "speed"))
    parser.add_argument("logs", nargs="*", help="for `judge`: parts of names of logs")
    folder = os.environ.get("VEDETTE_CORPUS")
    parser.add_argument("--from", dest="folder", type=Path, default=Path(folder) if folder else None)
    parser.add_argument("--half", choices=("tune", "unseen"), default="tune")
    parser.add_argument("--as", dest="verdict", choices=("attack", "false"), default="attack")
    parser.add_argument("--lines", type=int, default=1_000_000)
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    sys.exit(main())
