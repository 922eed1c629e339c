"""Package URLs: the name that the world outside has for a package."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from vedette.languages.packages.names import compared
from vedette.model.package import Package

_TYPES = {
    "PyPI": "pypi",
    "npm": "npm",
    "Maven": "maven",
    "Go": "golang",
    "crates.io": "cargo",
    "RubyGems": "gem",
    "Packagist": "composer",
    "NuGet": "nuget",
    "GitHub Actions": "githubactions",
    "Docker": "docker",
    "Terraform": "terraform",
}
_ECOSYSTEMS = {type_: ecosystem for ecosystem, type_ in _TYPES.items()}
ECOSYSTEMS = tuple(_TYPES)
"""All that have package URLs, as OSV calls them."""
_SAFE = "-._~:"
_LONGEST = 4000
_PLAIN = re.compile(r"[A-Za-z0-9._~:-]*")


def purl_of(package: Package) -> str:
    """The package URL; "" for an ecosystem that has none.

    A version that the file does not settle is left out.
    """
    type_ = _TYPES.get(package.ecosystem)
    if type_ is None or not package.name:
        return ""
    name = package.name.replace(":", "/", 1) if type_ == "maven" else package.name
    path = "/".join(_quoted(part) for part in name.strip("/").split("/") if part)
    version = f"@{_quoted(package.version)}" if package.version else ""
    return f"pkg:{type_}/{path}{version}"


def _quoted(text: str) -> str:
    # Most names have nothing to quote, and asking that costs a tenth.
    return text if _PLAIN.fullmatch(text) else quote(text, safe=_SAFE)


def package_of(purl: str, line: int = 0) -> Package | None:
    """The package that a package URL names.

    Args:
        purl: as a bill or a statement has it.
        line: where it stands.

    Returns:
        The package; None if it is no package URL, or of a type that no ecosystem here has.
    """
    scheme, _, rest = purl[:_LONGEST].partition(":")
    if scheme.lower() != "pkg":
        return None
    rest = rest.lstrip("/").partition("#")[0].partition("?")[0]
    type_, _, path = rest.partition("/")
    ecosystem = _ECOSYSTEMS.get(type_.lower())
    # The sign before the version is the last one; that of a scope of npm is at the front of its part.
    head, sign, version = path.rpartition("@")
    if not sign or "/" in version or not head or head.endswith("/"):
        head, version = path, ""
    name = "/".join(unquote(part) for part in head.split("/") if part)
    if ecosystem is None or not name:
        return None
    if ecosystem == "Maven":
        group, _, artifact = name.rpartition("/")
        name = f"{group}:{artifact}" if group else artifact
    name = compared(ecosystem, name)
    return Package(ecosystem=ecosystem, name=name, version=unquote(version), line=line)
