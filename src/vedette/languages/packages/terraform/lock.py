"""`.terraform.lock.hcl`: the providers that were chosen, with the hashes of what may be installed.

`zh:` of the file is the SHA-256 of an archive (`sha256:…`), `h1:` a SHA-256 over the list of its files.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error

from vedette.languages.packages.shared import Draft
from vedette.languages.packages.terraform.hcl import Block, hcl_tree
from vedette.languages.packages.terraform.providers import provider_name
from vedette.model.package import Manifest, Package, Scope

FORMAT = "terraform-lock"
FILES = (".terraform.lock.hcl",)

_HEX = re.compile(r"[0-9a-f]{64}\Z")


def applies(path: str) -> bool:
    """Every file of that name."""
    return path.endswith(".hcl")


def read(path: str, data: bytes) -> Manifest:
    """Its providers; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    for block in hcl_tree(draft).all("provider"):
        if len(block.labels) != 1 or not block.labels[0].text:
            draft.gap(block.at, "has a provider without a name")
            continue
        draft.add(_provider(draft, block))
    return draft.done(lock=True)


def _provider(draft: Draft, block: Block) -> Package:
    version = block["version"]
    if not version.text:
        draft.gap(block.at, "has a provider without a version")
    return Package(
        ecosystem="Terraform",
        name=provider_name(block.labels[0].text),
        line=draft.line(block.at),
        version=version.text,
        constraint=block["constraints"].text,
        start=version.start if version.text else 0,
        end=version.end if version.text else 0,
        scope=Scope.build,
        group="provider",
        hashes=tuple(hash_ for text in block["hashes"].texts() for hash_ in _hash(text)),
    )


def _hash(text: str) -> tuple[str, ...]:
    kind, _, value = text.partition(":")
    if kind == "zh" and _HEX.match(value):
        return (f"sha256:{value}",)
    if kind != "h1":
        return ()
    try:
        return (f"h1:{b64decode(value, validate=True).hex()}",)
    except (Error, ValueError):
        return ()
