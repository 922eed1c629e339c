"""Deployments: what runs where. Each is a deed; what the service offers there is the stock of its commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.ledger import deeds, people, projection, stored
from vedette.ledger.interface import Deed
from vedette.model.deployment import Deployment

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

# The inventory is that of the service at the commit, else that of the whole project.
_SELECT = """SELECT one.project, one.service, one.environment, one.version, one.revision, one.at, one.who,
        coalesce(own.digest, whole.digest, '')
    FROM deployment one
    LEFT JOIN stock own
        ON own.project = one.project AND own.revision = one.revision AND own.service = one.service
    LEFT JOIN stock whole
        ON whole.project = one.project AND whole.revision = one.revision AND whole.service = ''"""
_CURRENT = """NOT EXISTS (SELECT 1 FROM deployment later WHERE later.project = one.project
    AND later.service = one.service AND later.environment = one.environment
    AND (later.at > one.at OR (later.at = one.at AND later.sequence > one.sequence)))"""


def record(store: Store, one: Deployment) -> Deployment:
    """As `Ledger.deployed`; the caller holds the write lock and commits."""
    told = (one.service, one.environment, one.version, one.commit)
    deed = Deed(
        what=projection.DEPLOYED,
        at=one.at,
        who=one.who,
        reason="",
        project=one.project,
        payload=dict(zip(projection.DEPLOYMENT_FIELDS, told, strict=True)),
    )
    entry = deeds.record(store, deed)
    return _read(store, f"{_SELECT} WHERE one.sequence = ?", (entry.sequence,))[0]


def listed(
    store: Store, project: str | None, service: str, environment: str, *, current: bool, limit: int
) -> list[Deployment]:
    """As `Ledger.deployments`."""
    wanted = {"project": project, "service": service or None, "environment": environment or None}
    given = {name: stored.escape(value) for name, value in wanted.items() if value is not None}
    conditions = [f"one.{name} = ?" for name in given] + ([_CURRENT] if current else [])
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"{_SELECT}{where} ORDER BY one.at DESC, one.sequence DESC LIMIT ?"
    return _read(store, query, (*given.values(), limit))


def _read(store: Store, query: str, values: tuple[str | int, ...]) -> list[Deployment]:
    names = people.names(store)
    found = []
    for row in store.rows(query, values):
        project, service, environment, version, commit, at, who, inventory = map(stored.unescape, row)
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
            )
        )
    return found
