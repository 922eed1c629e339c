"""Names and versions of providers, as both of Terraform's files have them."""

from __future__ import annotations

import re

from vedette.languages.packages.names import compared

_USUAL = re.compile(r"registry\.(?:terraform\.io|opentofu\.org)/", re.IGNORECASE)
_EXACT = re.compile(r"=?\s*v?(\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?)\Z")


def provider_name(source: str) -> str:
    """`namespace/type`, with the host before it when it is not one of the usual registries."""
    short = _USUAL.sub("", source.strip(), count=1)
    name = compared("Terraform", short)
    return f"hashicorp/{name}" if name and "/" not in name else name


def settled(constraint: str) -> re.Match[str] | None:
    """The match of a constraint that is just one version (its group 1)."""
    return _EXACT.match(constraint.strip())
