"""Every key a user may set: its name, what it takes, and who may say so. The reference is made from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vedette.model.owners import Dialect
from vedette.model.rule import Severity
from vedette.model.service import Service
from vedette.policy.example import Example
from vedette.policy.interface import (
    CriticalityFactors,
    Emergency,
    ExposureFactors,
    OnLive,
    OnPartial,
    Ownership,
)
from vedette.settings.extends_value import Extends, read_extends, read_loosen
from vedette.settings.interface import Exclusion
from vedette.settings.key import Authority, Key
from vedette.settings.schema_intel import INTEL_KEYS
from vedette.settings.schema_licences import LICENCE_KEYS
from vedette.settings.schema_vex import VEX_KEYS
from vedette.settings.schema_watch import WATCH_KEYS

MOST_JOBS = 256
MOST_DAYS = 3650
_UNITS = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
MOST_SECONDS = 86_400
_SECONDS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)[ ]?(ms|s|m|h|)")
_SIZE = re.compile(r"([0-9]{1,12})[ ]?([A-Za-z]{0,2})")


def read_size(value: object) -> int:
    """Bytes from a number or from a text such as `64MB` (1 KB is 1024 bytes)."""
    if isinstance(value, str) and (found := _SIZE.fullmatch(value.strip())):
        unit = _UNITS.get(found[2].upper())
        if unit:
            value = int(found[1]) * unit
    return _between(1, 1 << 50)(value)


def _between(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(value)
        return value

    return read


def _short(value: object) -> object:
    if not isinstance(value, str) or len(value) > 500 or not value.isprintable():  # noqa: PLR2004
        raise ValueError(value)
    return value


def read_duration(value: object) -> float:
    """Seconds from a number or from a text such as `500ms`, `10s` or `2m`; 0 is no bound."""
    if isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())):
        value = float(found[1]) * _SECONDS[found[2]]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_SECONDS:
        raise ValueError(value)
    return float(value)


def _factors(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError(value)  # noqa: TRY004 - all readers refuse with the same error
    for factor in value.values():
        is_number = isinstance(factor, int | float) and not isinstance(factor, bool)
        if not is_number or not 0.01 <= factor <= 10:  # noqa: PLR2004 - days stay days
            raise ValueError(value)
    return value


_PATHS = "patterns in gitignore syntax, relative to the root of the repository"


def _loosened(value: object) -> list[str]:
    return read_loosen(value, (key.name for key in KEYS if key.authority is Authority.policy))


KEYS: tuple[Key, ...] = (
    Key(
        name="extends",
        attribute="extends",
        type=Extends,
        expects='a path, or `{ url = "https://…", sha256 = "…" }`',
        doc="The settings file of the organisation that this one builds on; it may extend another, up to "
        "five. In a tree a path is relative to the file and stays in the repository; the user's own file "
        "may name any. An address is only ever asked by `vedette config fetch`. What an extended file says "
        "may be tightened, and loosened only where its `[allow]` says so.",
        read=read_extends,
    ),
    Key(
        name="allow.loosen",
        attribute="loosen",
        type=tuple[str, ...],
        expects='a list of keys of a policy, of tables such as "due", of "rules" or of single rules',
        doc="In a file that others extend: what they may make looser. Counts for nothing elsewhere.",
        read=_loosened,
    ),
    Key(
        name="hosts.policy",
        attribute="policy_hosts",
        type=tuple[str, ...],
        expects="a list of host names",
        doc="Hosts from which `vedette config fetch` may bring a policy that a repository extends. Hosts "
        "that the user's own file names in `extends` need no entry.",
        env="VEDETTE_POLICY_HOSTS",
        authority=Authority.user,
    ),
    Key(
        name="project.id",
        attribute="project_id",
        type=str,
        expects="a text of at most 500 printable characters",
        doc="What the ledger knows this repository by. Without it, the address of the remote `origin` "
        "without credentials, else the path. Set it when a repository is cloned from several addresses.",
        env="VEDETTE_PROJECT_ID",
        read=_short,
    ),
    Key(
        name="project.name",
        attribute="project_name",
        type=str,
        expects="a text of at most 500 printable characters",
        doc="The project's name for people.",
        authority=Authority.tree,
        read=_short,
    ),
    Key(
        name="scan.only",
        attribute="scan.only",
        type=tuple[str, ...],
        expects="a list of detector kinds",
        doc="Use these kinds of detector and no other. Empty means all.",
        env="VEDETTE_ONLY",
        option="--only",
    ),
    Key(
        name="scan.skip",
        attribute="scan.skip",
        type=tuple[str, ...],
        expects="a list of detector kinds",
        doc="Leave these kinds of detector out.",
        env="VEDETTE_SKIP",
        option="--skip",
    ),
    Key(
        name="scan.exclude",
        attribute="scan.exclude",
        type=tuple[Exclusion, ...],
        expects="an array of tables, `[[scan.exclude]]`",
        doc="Files that are declared not to be examined. Each run shows them, with the reason.",
        fields={
            "path": "one pattern in gitignore syntax, relative to the repository's root; not negated",
            "reason": "why; shown in the coverage of each run",
            "until": "a date (`2027-06-01`) on which the exclusion ends; without it, it does not end",
        },
    ),
    Key(
        name="scan.max_file_bytes",
        attribute="scan.max_file_bytes",
        type=int,
        expects='a number of bytes, or a text such as "64MB"',
        doc="A larger file is not read; the run is then partial, unless the file is excluded.",
        env="VEDETTE_MAX_FILE_BYTES",
        read=read_size,
    ),
    Key(
        name="scan.jobs",
        attribute="scan.jobs",
        type=int,
        expects=f"a whole number from 0 to {MOST_JOBS}",
        doc="Worker processes. 0 chooses by the number of cores and the size of the tree.",
        env="VEDETTE_JOBS",
        option="--jobs",
        authority=Authority.tree,
        read=_between(0, MOST_JOBS),
    ),
    Key(
        name="gate.on_partial",
        attribute="policy.on_partial",
        type=OnPartial,
        expects='"pass" or "stop"',
        doc="What a run leads to that could not examine everything: `pass` says PARTIAL in its first line "
        "and exits 0, `stop` exits 3.",
        env="VEDETTE_ON_PARTIAL",
    ),
    Key(
        name="gate.on_live",
        attribute="policy.on_live",
        type=OnLive,
        expects='"stop" or "track"',
        doc="What a credential leads to of which its provider says, when `--verify` asks, that it works: "
        "`stop` whoever brought it in, due today and whatever accepts it, or `track` like any other.",
    ),
    Key(
        name="gate.budget",
        attribute="scan.budget",
        type=float,
        expects='a number of seconds, or a text such as "500ms", "10s" or "2m"',
        doc="Time after which nothing more is examined. The most valuable files come first: those that the "
        "change touches, then configuration, then source. What is left is named, and the run is partial. "
        "0 is no bound.",
        env="VEDETTE_BUDGET",
        option="--budget",
        read=read_duration,
    ),
    Key(
        name="gate.gap_days",
        attribute="policy.gap_days",
        type=int,
        expects=f"a whole number of days from 1 to {MOST_DAYS}",
        doc="Days until a gap in the coverage should be closed.",
        read=_between(1, MOST_DAYS),
    ),
    Key(
        name="gate.override",
        attribute="policy.override",
        type=bool,
        expects="true or false",
        doc="Whether `--override` may let emergencies pass. It is on record, with who, why and until when.",
    ),
    Key(
        name="gate.override_days",
        attribute="policy.override_days",
        type=int,
        expects="a whole number of days from 1 to 90",
        doc="For how long at most what an override let pass does not stop again.",
        read=_between(1, 90),
    ),
    Key(
        name="gate.default_owner",
        attribute="policy.default_owner",
        type=str,
        expects="a text of at most 500 printable characters",
        doc="Who owns what neither `[[owners]]`, `[[service]]` nor CODEOWNERS names.",
        read=_short,
    ),
    Key(
        name="emergency",
        attribute="policy.emergencies",
        type=tuple[Emergency, ...],
        expects="an array of tables, `[[emergency]]`",
        doc="What stops the line when the change under judgement introduced it. A finding matches an entry "
        "when every condition given holds. Entries replace the default, which is: kind `secrets`, severity "
        "and confidence `high`. `emergency = []` stops for nothing but what is being exploited.",
        fields={
            "name": "shown as the reason; required",
            "kinds": "detector kinds; `*` and `?` are wildcards, and `import:NAME` is another tool's report",
            "rules": "rule ids; `*` and `?` are wildcards",
            "severity": "at least this severity: `low`, `medium`, `high` (the default) or `critical`",
            "confidence": "at least this confidence: `low`, `medium` or `high` (the default)",
            "paths": _PATHS,
        },
    ),
    Key(
        name="owners",
        attribute="policy.owners",
        type=tuple[Ownership, ...],
        expects="an array of tables, `[[owners]]`",
        doc="Who owns the files that match; of several entries that match, the last one counts.",
        fields={"paths": _PATHS + "; required", "owner": "a team or person, such as `@org/team`; required"},
    ),
    Key(
        name="ownership.dialect",
        attribute="policy.asking.dialect",
        type=Dialect,
        expects='"github" or "gitlab"',
        doc="Whose rules CODEOWNERS is read by. Without it, its folder tells, then the remote and the job, "
        "then whether it uses what GitLab alone knows.",
    ),
    Key(
        name="ownership.last_people",
        attribute="policy.asking.last_people",
        type=bool,
        expects="true or false",
        doc="Whether a finding that nobody owns names who changed its lines last.",
    ),
    Key(
        name="ownership.bots",
        attribute="policy.asking.bots",
        type=tuple[str, ...],
        expects="a list of names or addresses; `*` and `?` are wildcards",
        doc="Machines that commit, beside the usual ones: they are never named as the last to change a line.",
    ),
    Key(
        name="ownership.departed",
        attribute="policy.asking.departed",
        type=tuple[str, ...],
        expects="a list of names or addresses; `*` and `?` are wildcards",
        doc="People who cannot be asked any more: the next one is named in their place.",
    ),
    *(
        Key(
            name=f"due.{severity.value}",
            attribute=f"policy.due.{severity.value}",
            type=int,
            expects=f"a whole number of days from 1 to {MOST_DAYS}",
            doc=f"Days until a finding of severity {severity.value} should be mended.",
            read=_between(1, MOST_DAYS),
        )
        for severity in reversed(Severity)
    ),
    Key(
        name="due.by_criticality",
        attribute="policy.due.by_criticality",
        type=CriticalityFactors,
        expects="a table of factors from 0.01 to 10 for low, medium, high and critical",
        doc="What the days are multiplied by for what the service at the path is worth, rounded down; never "
        "less than a day. What is left out keeps its default.",
        read=_factors,
    ),
    Key(
        name="due.by_exposure",
        attribute="policy.due.by_exposure",
        type=ExposureFactors,
        expects="a table of factors from 0.01 to 10 for internal, partner and internet",
        doc="What the days are multiplied by, once more, for who can reach the service.",
        read=_factors,
    ),
    Key(
        name="policy.test",
        attribute="policy.tests",
        type=tuple[Example, ...],
        expects="an array of tables, `[[policy.test]]`",
        doc="Examples of what the policy should do, which `vedette policy test` runs. Each is one finding.",
        fields={
            "name": "what it shows; required",
            "expect": "`stop`, `track` or `accept`; required",
            "rule": "the finding's rule id",
            "kind": "its detector kind; `secrets` without it",
            "severity": "`low`, `medium`, `high` (the default) or `critical`",
            "confidence": "`low`, `medium` or `high` (the default)",
            "path": "where it is; without it a made-up place, in the service if one is named",
            "service": "name of the service that the path must belong to",
            "introduced": "whether the change under judgement brings it in; true without it",
            "exploited": "whether it is being exploited now",
            "verified": "what its provider says of the credential: `live`, `dead` or `unknown`",
            "state": "as in the ledger: `open` (the default), `fixed`, `accepted`, `dismissed`, `duplicate`",
            "due": "in how many days it should be due",
            "owner": 'who should own it; "" for nobody',
        },
    ),
    Key(
        name="service",
        attribute="policy.services",
        type=tuple[Service, ...],
        expects="an array of tables, `[[service]]`",
        doc="What the business runs from this repository. Files of a service belong to its owners, "
        "unless `[[owners]]` says otherwise.",
        fields={
            "name": "unique within the project; required",
            "paths": _PATHS,
            "owners": "who answers for it",
            "criticality": "cost of its failure: `low`, `medium` (the default), `high` or `critical`",
            "exposure": "who can reach it: `internal` (the default), `partner` or `internet`",
            "data": "classes of data it handles, such as `cardholder`, `personal`",
            "environments": "names of the environments it is deployed to",
        },
    ),
    Key(
        name="waivers.max_days",
        attribute="policy.waivers.max_days",
        type=int,
        expects=f"a whole number of days from 1 to {MOST_DAYS}",
        doc="How far away the end of a waiver may be; one that ends later has no effect yet.",
        read=_between(1, MOST_DAYS),
    ),
    Key(
        name="waivers.most_places",
        attribute="policy.waivers.most_places",
        type=int,
        expects="a whole number from 1 to 1000",
        doc="A waiver that fits findings at more places is over-broad and has no effect.",
        read=_between(1, 1000),
    ),
    Key(
        name="ignores.foreign",
        attribute="policy.ignores.foreign",
        type=bool,
        expects="true or false",
        doc="Whether other tools' markers in comments (`nosec`, `gitleaks:allow`, …) count on its line.",
    ),
    Key(
        name="ignores.severity",
        attribute="policy.ignores.severity",
        type=Severity,
        expects='"low", "medium", "high" or "critical"',
        doc="The most severe findings that a comment in the source may accept; worse ones need a waiver.",
    ),
    Key(
        name="ledger.path",
        attribute="ledger",
        type=str,
        expects="a path or an address",
        doc="The ledger: a SQLite file, or `postgresql://USER@HOST/DATABASE`. Without it, "
        "`vedette/ledger.db` in the user's state folder; `none` keeps the ledger in memory.",
        env="VEDETTE_LEDGER",
        option="--ledger",
        authority=Authority.user,
    ),
    *LICENCE_KEYS,
    *VEX_KEYS,
    *WATCH_KEYS,
    *INTEL_KEYS,
)

RULE_KEYS: tuple[Key, ...] = (
    Key(
        name="enabled",
        attribute="enabled",
        type=bool,
        expects="true or false",
        doc="Whether the rule is used.",
    ),
    Key(
        name="severity",
        attribute="severity",
        type=Severity,
        expects='"low", "medium", "high" or "critical"',
        doc="The severity its findings get instead of the rule's own.",
    ),
    Key(
        name="reason", attribute="reason", type=str, expects="a text", doc="Why, for whoever reads the file."
    ),
)

# Tables that later kinds of setting will use, refused in a tree from the first day.
NEVER_FROM_TREE = frozenset({"ledger", "destinations", "plugins", "executables", "keys", "hosts", "watch"})
# Kinds of finding that the run itself makes; no detector has them.
RUN_KINDS = frozenset({"coverage", "policy"})
BY_NAME: Mapping[str, Key] = {key.name: key for key in KEYS}
TABLES = frozenset(key.name.partition(".")[0] for key in KEYS if "." in key.name) | {"rules"}
