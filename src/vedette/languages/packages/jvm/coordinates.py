"""Maven's words for scopes and versions, which Gradle's files use too."""

from __future__ import annotations

import re

from vedette.model.package import Scope

SCOPES = {
    "compile": Scope.runtime,
    "runtime": Scope.runtime,
    "system": Scope.runtime,
    "provided": Scope.build,
    "import": Scope.build,
    "test": Scope.development,
}
_EXACT = re.compile(r"[\w.+~-]{1,300}\Z")
_MOVING = re.compile(r"(?:latest|release)(?:\.\w+)?\Z|.*\+\Z", re.IGNORECASE)
# Configurations of tools; those that end in `compileClasspath` or `runtimeClasspath` are of the code itself.
_BUILD = re.compile(
    r"kapt|ksp|annotationprocessor|plugin|detekt|jacoco|checkstyle|compileonly|lint"
    r"|(?<!compile)(?<!runtime)classpath"
)


def settled(version: str) -> str:
    """A version that is one; "" for ranges, moving ones (`1.+`, `LATEST`) and variables.

    A range of just one version, `[1.2]`, is that one.
    """
    inner = version[1:-1] if version[:1] == "[" and version[-1:] == "]" and "," not in version else version
    return inner if _EXACT.match(inner) and not _MOVING.match(inner) else ""


def scope_of(configurations: list[str]) -> Scope:
    """What a package of these configurations of Gradle is needed for: the most that one of them says."""
    scopes = {_scope(name.lower()) for name in configurations}
    return next((scope for scope in Scope if scope in scopes), Scope.runtime)


def _scope(name: str) -> Scope:
    if name.startswith(("test", "androidtest", "integrationtest", "jmh", "testfixtures")) or "test" in name:
        return Scope.development
    if _BUILD.search(name):
        return Scope.build
    return Scope.optional if "optional" in name else Scope.runtime
