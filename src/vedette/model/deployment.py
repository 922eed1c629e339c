"""Deployments: which version of a service runs where, since when."""

from __future__ import annotations

from msgspec import Struct


class Deployment(Struct, frozen=True, kw_only=True):
    """A version of a service in an environment.

    Attributes:
        project: identity of the repository that it was made of.
        service: its name in `vedette.toml`.
        environment: where it runs, such as `prod`.
        version: as people and registries call it.
        commit: full id of the commit that it was made of; "" when nobody knows.
        at: when it was deployed, UTC, ISO 8601 to the second.
        who: who said so; "" when the name was erased or never known.
        inventory: reference of what the service offers at that commit; "" until a complete run of the commit
            is on record.
    """

    project: str
    service: str
    environment: str
    version: str
    commit: str = ""
    at: str = ""
    who: str = ""
    inventory: str = ""
