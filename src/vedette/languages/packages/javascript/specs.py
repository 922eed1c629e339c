"""What npm's ecosystem has in common: hashes, places where packages come from, what a manifest asks for."""

from __future__ import annotations

import base64
import binascii
import re

from msgspec import Struct

from vedette.languages.packages.shared import bare_address

NPM = "npm"
EXACT = re.compile(r"=?\s*v?([0-9]++\.[0-9]++\.[0-9]++(?:-[0-9A-Za-z.-]++)?(?:\+[0-9A-Za-z.-]++)?)")
_USUAL = re.compile(r"https?://(?:registry\.npmjs\.org|registry\.yarnpkg\.com)/")
_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})
_NAMED = re.compile(r"(@[^/@\s]+/[^/@\s]+|[^/@\s]+)(?:@(.*))?", re.DOTALL)
_ELSEWHERE = re.compile(
    r"(?:git(?:\+[a-z]+)?|https?|ssh|file|link|portal|workspace|github|gitlab|bitbucket|gist|exec|catalog|patch):"
)
_OF_FORGE = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+(?:#.*)?")
_SHA1 = re.compile(r"#([0-9a-f]{40})$")
_COMMIT = re.compile(r"(?:#|/tar\.gz/|commit=)([0-9a-f]{40})(?:$|[&#])")


# Those that npm and its kin run by themselves when packages are installed.
LIFECYCLE = ("preinstall", "install", "postinstall", "prepare")


_RUN = re.compile(
    r"[|&;<>()$`]+|(?<![\w.])(?:curl|wget|iwr|irm|sudo|env|eval|source|iex|(?:ba|z|da|k)?sh|node|bun|deno"
    r"|python3?|perl|ruby|php|powershell|pwsh)(?:\.exe)?(?![\w.])"
)


class Asked(Struct, frozen=True):
    """What a manifest asks for: the package's own name, where a constraint stands in the text, and origin."""

    name: str
    constraint: str
    version: str = ""
    offset: int = 0
    origin: str = ""


def asked(name: str, text: str) -> Asked:
    """Take apart the value of a dependency.

    Args:
        name: by which the manifest calls it.
        text: `^1.0.0`, `npm:other@1`, `git+https://…`, `file:…`, `owner/repository`, `workspace:*`.
    """
    offset = 0
    if text.startswith("npm:"):
        alias, constraint = named(text[4:])
        name, offset, text = alias or name, len(text) - len(constraint), constraint
    elif _ELSEWHERE.match(text) or _OF_FORGE.fullmatch(text) or text.startswith(("./", "../", "/", "~/")):
        return Asked(name, text, origin=bare_address(_lengthened(text)))
    exact = EXACT.fullmatch(text)
    if exact:
        return Asked(name, text, exact[1], offset + exact.start(1))
    return Asked(name, text, "", offset)


def outline(command: str) -> str:
    """The programs that fetch or run, and the signs that join them: `curl | sudo bash`.

    The rest of a command may hold a credential, and is not kept.
    """
    return " ".join(_RUN.findall(command[:4000]))


def named(text: str) -> tuple[str, str]:
    """Part `name@what`, of a name that may be of a scope; ("", "") for what is none."""
    match = _NAMED.fullmatch(text)
    return (match[1], match[2] or "") if match else ("", "")


def hashes(integrity: str) -> tuple[str, ...]:
    """`algorithm:hex` of a subresource integrity; what is none is left out."""
    found = []
    for part in integrity.split()[:8]:
        kind, _, value = part.partition("-")
        if kind not in _ALGORITHMS:
            continue
        try:
            found.append(f"{kind}:{base64.b64decode(value.partition('?')[0], validate=True).hex()}")
        except (binascii.Error, ValueError):
            continue
    return tuple(found)


def hashes_of_address(resolved: str) -> tuple[str, ...]:
    """The SHA-1 at the end of an address of Yarn 1."""
    match = _SHA1.search(resolved) if resolved.startswith("http") else None
    return (f"sha1:{match[1]}",) if match else ()


def origin(resolved: str) -> str:
    """Where a package comes from, "" for the usual registry."""
    if not resolved or _USUAL.match(resolved):
        return ""
    if "://" not in resolved and ":" not in resolved:
        return f"path:{resolved}"
    return bare_address(_lengthened(resolved))


def _lengthened(text: str) -> str:
    if text.startswith(("file:", "link:", "portal:", "workspace:")):
        kind, _, rest = text.partition(":")
        return f"path:{rest}" if kind != "workspace" else f"path:workspace:{rest}"
    if _OF_FORGE.fullmatch(text):
        return f"git+https://github.com/{text}"
    if text.startswith(("github:", "gitlab:", "bitbucket:")) and not text.startswith("github:/"):
        kind, _, rest = text.partition(":")
        host = "bitbucket.org" if kind == "bitbucket" else f"{kind}.com"
        return f"git+https://{host}/{rest}"
    if text.startswith(("git@", "git:", "ssh:")):
        return f"git+{text}"
    return text
