"""What settings are: every value a user may choose, and where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from vedette.model.channel import Channel
from vedette.model.rule import Severity
from vedette.policy.correlation import Placement
from vedette.policy.interface import Policy
from vedette.settings.extends_value import Extends


class Exclusion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files that are declared not to be examined: which, why, until when.

    Attributes:
        path: one pattern in gitignore syntax.
        reason: shown in the coverage of each run.
        until: the exclusion ends on this date; None for no end.
    """

    path: str
    reason: str
    until: date | None = None


class RuleSetting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a user changes about a rule."""

    enabled: bool = True
    severity: Severity | None = None
    reason: str = ""


class ScanSettings(Struct, frozen=True, kw_only=True):
    """What to examine, and how.

    Attributes:
        only, skip: detector kinds to use, or to leave out; `only` empty means all.
        exclude: declared skips.
        max_file_bytes: a larger file is a failed skip.
        budget: seconds after which nothing more is examined; 0 for no bound.
        jobs: worker processes; 0 to choose by cores and size of the tree.
    """

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    max_file_bytes: int = 64 * 1024 * 1024
    budget: float = 0.0
    jobs: int = 0


class WatchedLog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A log that `vedette watch` reads.

    Attributes:
        path: of the file that is written to, or with wildcards.
        format: name of the log's format; "" to find out by looking.
        mapping: what the format wants to know, such as where a JSON log has what.
        service, environment: what writes it; "" to go by host and path of the requests.
    """

    path: str
    format: str = ""
    mapping: Mapping[str, str] = {}
    service: str = ""
    environment: str = ""


class IntelSettings(Struct, frozen=True, kw_only=True):
    """The database of advisories.

    Attributes:
        path: where it is; "" for the default place. Never taken from the scanned tree.
        max_age: days after which it is too old to rely on.
        cooldown: days for which a mend has to be known before it is advised; 0 for none.
        mirror: from which it is brought up to date; "" for the public addresses. Never taken from a tree.
        trusted: keys (hexadecimal) by which bundles are believed. Never taken from a tree.
        ecosystems: to fetch advisories of; empty for all. Never taken from a tree.
    """

    path: str = ""
    max_age: int = 7
    cooldown: int = 0
    mirror: str = ""
    trusted: tuple[str, ...] = ()
    ecosystems: tuple[str, ...] = ()


class Settings(Struct, frozen=True, kw_only=True):
    """All settings, merged from their layers.

    Attributes:
        project_id: `[project] id`; "" when not given.
        project_name: `[project] name`, for people; "" when not given.
        rules: changes by rule id.
        extends: what the nearest file that extends another says.
        loosen: what the nearest file that says so allows those that extend it to loosen.
        policy_hosts: from which a policy named in a tree may be fetched. Never taken from the scanned tree.
        ledger: path of the SQLite ledger; "" for the default place. Never taken from the scanned tree.
        logs: what `vedette watch` reads when nothing is named. Never taken from the scanned tree.
        places: where services can be reached. Never taken from the scanned tree.
        channels: where alerts are told. Never taken from the scanned tree.
        intel: the database of advisories.
        origins: dotted key -> where its value came from (`default`, `vedette.toml:12`, `VEDETTE_JOBS`,
            `--jobs`).
    """

    project_id: str = ""
    project_name: str = ""
    scan: ScanSettings = ScanSettings()
    policy: Policy = Policy()
    rules: Mapping[str, RuleSetting] = {}
    ledger: str = ""
    logs: tuple[WatchedLog, ...] = ()
    places: tuple[Placement, ...] = ()
    channels: tuple[Channel, ...] = ()
    intel: IntelSettings = IntelSettings()
    extends: Extends = Extends()
    loosen: tuple[str, ...] = ()
    policy_hosts: tuple[str, ...] = ()
    origins: Mapping[str, str] = {}
