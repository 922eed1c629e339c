"""Classes of places: where a value stands makes it more or less likely to be in use."""

from __future__ import annotations

from functools import lru_cache

from vedette.languages.places import PlaceClass, class_of
from vedette.languages.places import place_class as _place_class

__all__ = ["PlaceClass", "classes", "is_configuration", "is_declaration", "is_program", "place_class"]

_CONFIGURATIONS = frozenset(
    [
        "env",
        "yml",
        "yaml",
        "ini",
        "cfg",
        "conf",
        "config",
        "properties",
        "toml",
        "tfvars",
        "envrc",
        "sh",
        "bash",
        "zsh",
        "cnf",
        "kubeconfig",
        "ldif",
        "service",
    ]
)
_DECLARATIONS = frozenset(["tf", "hcl", "nomad"])
_CONFIGURATION_NAMES = frozenset(
    [
        "credentials",
        "config",
        ".npmrc",
        ".pypirc",
        "makefile",
        "kubeconfig",
        "hub",
        ".esmtprc",
        ".msmtprc",
        ".fetchmailrc",
    ]
)
_CONFIGURATION_STARTS = (".env", "dockerfile")
_PROGRAMS = frozenset(
    [
        "c",
        "h",
        "cc",
        "cpp",
        "cs",
        "css",
        "dart",
        "ex",
        "exs",
        "fs",
        "go",
        "groovy",
        "gradle",
        "hpp",
        "mpp",
        "hs",
        "htm",
        "html",
        "java",
        "js",
        "cjs",
        "mjs",
        "jsx",
        "cjsx",
        "mjsx",
        "kt",
        "kts",
        "less",
        "lua",
        "m",
        "mm",
        "php",
        "pl",
        "pm",
        "po",
        "py",
        "pyi",
        "r",
        "rb",
        "rs",
        "rst",
        "scala",
        "scss",
        "svelte",
        "svg",
        "swift",
        "ts",
        "cts",
        "mts",
        "tsx",
        "ctsx",
        "mtsx",
        "vue",
    ]
)


# A text's candidates follow one another, and of each all is asked.
_PATHS = 64


@lru_cache(maxsize=_PATHS)
def place_class(path: str) -> PlaceClass:
    """The class of a path."""
    return _place_class(path)


@lru_cache(maxsize=_PATHS)
def is_configuration(path: str) -> bool:
    """Whether values stand without quotes in files of this kind."""
    return _is_configuration(path[path.rfind("/") + 1 :].lower())


def is_declaration(path: str) -> bool:
    """Whether files of this kind set up what runs, with values in quotes or without."""
    return is_configuration(path) or _suffix(path) in _DECLARATIONS


@lru_cache(maxsize=_PATHS)
def is_program(path: str) -> bool:
    """Whether values stand in quotes in files of this kind, or in an attribute."""
    return _suffix(path) in _PROGRAMS


def classes(path: str) -> str:
    """All three answers in a few words, such as `test,bare,text`."""
    folder, slash, name = path.rpartition("/")
    name = name.lower()
    stands = "bare" if _is_configuration(name) else "quoted"
    written = "program" if name.rpartition(".")[2] in _PROGRAMS and "." in name else "text"
    return f"{class_of(folder + slash, name)},{stands},{written}"


def _is_configuration(name: str) -> bool:
    _, dot, suffix = name.rpartition(".")
    return (
        (bool(dot) and suffix in _CONFIGURATIONS)
        or name in _CONFIGURATION_NAMES
        or name.startswith(_CONFIGURATION_STARTS)
    )


def _suffix(path: str) -> str:
    return path[path.rfind(".") + 1 :].lower() if "." in path else ""
