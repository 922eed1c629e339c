"""Workflows of GitHub (and of Gitea and Forgejo) and composite actions: what `uses:` takes in, and images.

A pin to a commit has the commit as `constraint` and in `hashes` (`sha1:…`), and as `version` what a comment
behind it says (`# v4.1.1`), else the commit. `v4.1.1` is a version; `v4` or `main` move and are constraints.
The bytes are those of what stands behind the `@`.
"""

from __future__ import annotations

import re

from vedette.languages.packages.images import image_package
from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "github-workflow"
FILES = ("*.yml", "*.yaml")

_PATH = re.compile(r"(?:.*/)?(?:\.(?:github|gitea|forgejo)/workflows/[^/]+|action)\.ya?ml\Z")
_USES = re.compile(r"([\w.-]+/[\w.-]+)(/[^@\s]*)?@([^\s@]+)\Z")
_COMMIT = re.compile(r"[0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?\Z")
_VERSION = re.compile(r"[vV]?\d+\.\d+\.\d+[\w.+-]*\Z")
_COMMENT = re.compile(
    rb"[\"']?[ \t]++#[ \t]*+(?:tag[=:]\s*+|pin@|ratchet:\S*?@)?([vV]?\d+(?:\.\d+){0,3}[\w.+-]*+)"
)


def applies(path: str) -> bool:
    """Files of a folder of workflows, and `action.yml`."""
    return bool(_PATH.match(path))


def read(path: str, data: bytes) -> Manifest:
    """What it takes in; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.yaml()
    for name, job in root["jobs"].items():
        _uses(draft, job["uses"], name)
        _image(draft, job["container"], name)
        for service in dict(job["services"].items()).values():
            _image(draft, service, name)
        for step in job["steps"]:
            _uses(draft, step["uses"], name)
    for step in root["runs"]["steps"]:
        _uses(draft, step["uses"], "")
    runner = root["runs"]["image"]
    if runner.text.startswith("docker://"):
        _uses(draft, runner, "")
    return draft.done(name=root["name"].text)


def _uses(draft: Draft, node: Node, job: str) -> None:
    text = node.text
    if not text or text.startswith(("./", "../")):
        return
    if text.startswith("docker://"):
        package = image_package(draft, text[9:], node.start + 9, Scope.build, job)
        if package is not None:
            draft.add(package)
        return
    match = _USES.match(text)
    if match is None or "${{" in text:
        draft.gap(node.start, "uses something that is no action with a version")
        return
    reference = match[3]
    commit = bool(_COMMIT.match(reference))
    told = _COMMENT.match(draft.data, node.end) if commit else None
    version = told[1].decode("utf-8", "replace") if told else reference
    exact = commit or bool(_VERSION.match(reference))
    draft.add(
        Package(
            ecosystem="GitHub Actions",
            name=compared("GitHub Actions", match[1]),
            line=draft.line(node.start),
            version=version[:LONGEST] if exact else "",
            constraint=reference[:LONGEST] if commit or not exact else "",
            start=node.end - len(reference.encode()),
            end=node.end,
            direct=True,
            scope=Scope.build,
            group=job[:100],
            hashes=(f"sha1:{reference.lower()}",) if commit else (),
            aliased=text.partition("@")[0] if match[2] else "",
        )
    )


def _image(draft: Draft, node: Node, job: str) -> None:
    found = node if node.text else node["image"]
    if found.text and "${{" not in found.text:
        package = image_package(draft, found.text, found.start, Scope.build, job)
        if package is not None:
            draft.add(package)
    elif found.text:
        draft.gap(found.start, "has an image that is put together; it was not read")
