"""Deployments: which version of a service runs where, since when."""

from __future__ import annotations

from msgspec import Struct

KIND = "deployed"
"""Kind of the findings about what runs, which no run of a tree makes or closes."""


class Deployment(Struct, frozen=True, kw_only=True):
    """A version of a service in an environment.

    Attributes:
        project: identity of the repository that it was made of.
        service: its name in `vedette.toml`.
        environment: where it runs, such as `prod`.
        version: as people and registries call it; "" when the service was shut down.
        commit: full id of the commit that it was made of; "" when nobody knows.
        at: when it was deployed, UTC, ISO 8601 to the second.
        who: who said so; "" when the name was erased or never known.
        inventory: reference of what the service offers at that commit; "" until a complete run of the commit
            is on record.
        owner: who answers for the service; "" when nobody is named.
        packages: reference of the packages that it is made with: those of its own bill of material, else of
            the commit; "" when neither is on record.
        sbom: the packages are those of its own bill of material.
        left_out: so many packages more there are than are kept.
    """

    project: str
    service: str
    environment: str
    version: str
    commit: str = ""
    at: str = ""
    who: str = ""
    inventory: str = ""
    owner: str = ""
    packages: str = ""
    sbom: bool = False
    left_out: int = 0
