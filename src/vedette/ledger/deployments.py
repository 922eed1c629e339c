"""Deployments: what runs where. Each is a deed.

What the service offers there is the stock of its commit. What it is made with is its own bill of material, if
it came with one, since that is what really runs; else the packages of its commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import UNSET

from vedette.ledger import deeds, parts, people, projection, stored
from vedette.ledger.interface import Deed
from vedette.model.deployment import Deployment
from vedette.model.inventory import Part

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

# Both are those of the service at the commit, else those of the whole project.
_SELECT = """SELECT one.project, one.service, one.environment, one.version, one.revision, one.at, one.who,
        coalesce(own.digest, whole.digest, ''), one.owner, one.sbom,
        coalesce(ours.digest, everyone.digest, ''), coalesce(ours.left_out, everyone.left_out, 0)
    FROM deployment one
    LEFT JOIN stock own
        ON own.project = one.project AND own.revision = one.revision AND own.service = one.service
    LEFT JOIN stock whole
        ON whole.project = one.project AND whole.revision = one.revision AND whole.service = ''
    LEFT JOIN made_with ours
        ON ours.project = one.project AND ours.revision = one.revision AND ours.service = one.service
    LEFT JOIN made_with everyone
        ON everyone.project = one.project AND everyone.revision = one.revision AND everyone.service = ''"""
_CURRENT = """NOT EXISTS (SELECT 1 FROM deployment later WHERE later.project = one.project
    AND later.service = one.service AND later.environment = one.environment
    AND (later.at > one.at OR (later.at = one.at AND later.sequence > one.sequence)))"""
# A service that was shut down is put on record as one of no version.
_RUNS = "one.version <> ''"


def record(store: Store, one: Deployment, bill: Sequence[Part] | None = None) -> Deployment:
    """As `Ledger.deployed`; the caller holds the write lock and commits."""
    listed_ = UNSET if bill is None else parts.of_bill(store, bill)
    told = (one.service, one.environment, one.version, one.commit)
    payload = dict(zip(projection.DEPLOYMENT_FIELDS, told, strict=True))
    if one.owner:
        payload["owner"] = one.owner
    if listed_ is not UNSET:
        payload["sbom"] = listed_.digest
    deed = Deed(
        what=projection.DEPLOYED,
        at=one.at,
        who=one.who,
        reason="",
        project=one.project,
        payload=payload,
    )
    entry = deeds.record(store, deed, parts=listed_)
    return _read(store, f"{_SELECT} WHERE one.sequence = ?", (entry.sequence,))[0]


def latest(store: Store, limit: int) -> list[Deployment]:
    """What was told last of each service and environment, newest first; shut down ones among them."""
    return _read(
        store, f"{_SELECT} WHERE {_CURRENT} ORDER BY one.at DESC, one.sequence DESC LIMIT ?", (limit,)
    )


def listed(
    store: Store, project: str | None, service: str, environment: str, *, current: bool, limit: int
) -> list[Deployment]:
    """As `Ledger.deployments`."""
    wanted = {"project": project, "service": service or None, "environment": environment or None}
    given = {name: stored.escape(value) for name, value in wanted.items() if value is not None}
    conditions = [f"one.{name} = ?" for name in given] + ([_CURRENT, _RUNS] if current else [])
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"{_SELECT}{where} ORDER BY one.at DESC, one.sequence DESC LIMIT ?"
    return _read(store, query, (*given.values(), limit))


def _read(store: Store, query: str, values: tuple[str | int, ...]) -> list[Deployment]:
    names = people.names(store)
    found = []
    for *texts, left_out in store.rows(query, values):
        project, service, environment, version, commit, at, who, inventory, owner, sbom, packages = map(
            stored.unescape, texts
        )
        found.append(
            Deployment(
                project=project,
                service=service,
                environment=environment,
                version=version,
                commit=commit,
                at=at,
                who=names.get(who, ""),
                inventory=inventory,
                owner=owner,
                packages=sbom or packages,
                sbom=bool(sbom),
                left_out=0 if sbom else left_out,
            )
        )
    return found
