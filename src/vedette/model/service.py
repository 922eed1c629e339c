"""Services: what the business runs, as `vedette.toml` describes it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Criticality(StrEnum):
    """What it would cost the business if the service failed or leaked."""

    low = "low"
    medium = "medium"
    high = "high"
    critical = "critical"


class Exposure(StrEnum):
    """Who can reach the service."""

    internal = "internal"
    partner = "partner"
    internet = "internet"


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One service: where its code is, who owns it, what it holds.

    Attributes:
        name: unique within the project.
        paths: patterns in gitignore syntax of the files that belong to it.
        owners: who answers for it, such as `@org/team` or an address.
        data: classes of data it handles, such as `cardholder`, `personal`.
        environments: names of the environments it is deployed to.
    """

    name: str
    paths: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    criticality: Criticality = Criticality.medium
    exposure: Exposure = Exposure.internal
    data: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
