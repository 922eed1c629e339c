"""Expressions of Java's frameworks, and lookups that a logger resolves by asking a foreign directory."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.value import Attack, Value

_RULE = "web-expression-code"
_JNDI = "web-jndi-lookup"
_ANY = re.compile(
    rb"[$%#*@]\{|\(#|T\(|java|\\u0023|\\43|@\w+\.|memberAccess|class[.\[]|#_|actionErrors", re.IGNORECASE
)

_OPEN = re.compile(rb"\$\{")
_MOST_LOOKUPS = 200
_JNDI_READY = re.compile(rb"\$\{\s{0,8}j\s{0,2}n\s{0,2}d\s{0,2}i\s{0,4}[:\xba}]?", re.IGNORECASE)
_JNDI_PARTS = re.compile(
    rb"\$\{\s{0,4}(?:jnd|jn|j)?\$\{|\$\{[^{}]{0,40}:-?[jJ]\}|\$\{(?:lower|upper|::-|env|sys|date|base64|::)",
    re.IGNORECASE,
)
_PROTOCOL = re.compile(rb"(?:ldaps?|rmi|dns|iiop|corba|nis|nds|https?)\s{0,4}:\s{0,4}/", re.IGNORECASE)

_JAVA = re.compile(
    rb"T\s{0,2}\(\s{0,2}(?:java|javax|org|com|sun|jdk|System|Runtime|"
    rb"String\)\.getClass)[\w.$]{0,80}\)|@java\.\w+\.\w+@|"
    rb"@(?:org|com|ognl)\.[\w.]{3,80}@\w|#_memberAccess|#context\s{0,2}(?:\[|\.|=)|#(?:request|"
    rb"session|application|attr|parameters|req|res|response|cmd|rt|p|a|_\w+|"
    rb"iswin|cmds|process|ros|f|ct|ctx|dm|ognlUtil|container|wr|w|sa|s)\s{0,2}(?:\.\w+\(|=\s{0,2}(?:@|"
    rb"new\b|#|\(|\d|'))|"
    rb"\bnew\s{1,4}(?:java\.\w+|javax\.\w+|ProcessBuilder|java\.lang)|\.getRuntime\s?\(|"
    rb"\.forName\s?\(|\.getClass\s?\(\)|"
    rb"\bgetClass\(\)\.|\.class\.(?:forName|getMethod|classLoader|getClassLoader|protectionDomain|"
    rb"getDeclared)|ProcessBuilder\s?\(|"
    rb"ScriptEngineManager|\.getEngineByName|\.getDeclaredConstructor|\.newInstance\s?\(|"
    rb"\.defineClass|\.loadClass\s?\(|"
    rb"allowStaticMethodAccess|OgnlUtil|OgnlContext|DEFAULT_MEMBER_ACCESS|xwork\.MethodAccessor|"
    rb"com\.opensymphony|ClassLoader\b|getResponse\(\)|getWriter\(\)|getRequest\(\)|setHeader\(|"
    rb"addHeader\(|InputStreamReader|"
    rb"facesContext|['\"]{2}\.class|\.getenv\s?\(|System\.(?:getenv|getProperty|exit)|"
    rb"lookup\s?\(\s?['\"](?:ldap|rmi)|"
    rb"''\.getClass|\"\"\.getClass|\[['\"]class['\"]\]|request\.getSession|"
    rb"pageContext\.(?:getServletContext|request\.getSession)",
    re.IGNORECASE,
)
_SURE_BARE = re.compile(
    rb"^\s?new\s{1,4}java\.lang\.ProcessBuilder\s?\(|T\s?\(\s?java\.lang\.(?:Runtime|System|"
    rb"ProcessBuilder|Class|Thread|String|Character)\s?\)|#_memberAccess\s?[\[=.]|(?:\\u0023|"
    rb"\\43)_memberAccess|"
    rb"(?:\\u0023|\\43)context|@java\.lang\.(?:Runtime|System|Class)@|@ognl\.OgnlContext@|"
    rb"xwork\.MethodAccessor\.denyMethodExecution|"
    rb"\(#\w+\s?=\s?@\w+\.|\(#\w+\s?=\s?new\s|#\w+\s?=\s?@java\.",
    re.IGNORECASE,
)
_IMPLICIT = re.compile(
    rb"^\s{0,4}(?:(?:session|application|request|param|header|cookie|page)Scope\b|pageContext\b|initParam\b|"
    rb"param\.\w|header\[|cookie\[|applicationScope|request\.(?:class|getParameter|getAttribute)|"
    rb"\w+\.class\b|"
    rb"class\.|\(?#\w)",
)
_SUM = re.compile(rb"^\s{0,4}\(?\d{1,10}\s{0,2}[*+-]\s{0,2}\d{1,10}\)?\s{0,4}$")
_PREFIX = re.compile(
    rb"^(?:redirect|redirectAction|action|method|dynamic|forward):\s{0,4}[$%#{]?\{?", re.IGNORECASE
)
_LOADER = re.compile(rb"(?:^|[.\[(&?])class(?:\.|\[['\"]?)(?:module|classloader)", re.IGNORECASE)


def judge(value: Value) -> Iterable[Attack]:
    """Expression code, and JNDI lookups however their letters are hidden."""
    for layer in layers(value):
        if b"${" in layer:
            lookup = _lookup(layer)
            if lookup is not None:
                return (lookup,)
        if _ANY.search(layer) is not None:
            found = _expression(layer)
            if found is not None:
                return (found,)
    if value.name and (_LOADER.search(value.name) or _SURE_BARE.search(value.name)):
        return (_attack(_RULE, value.name, 0, "the name of a field leads to the class loader of the server"),)
    return ()


def _lookup(text: bytes) -> Attack | None:
    if _JNDI_READY.search(text) is None and _JNDI_PARTS.search(text) is None:
        return None
    resolved = resolve(text)
    found = _JNDI_READY.search(resolved)
    if found is not None and (
        _PROTOCOL.search(resolved, found.end()) or resolved[found.end() - 1 : found.end()] == b":"
    ):
        reason = "a lookup that has the logger load an object from a foreign directory"
        return _attack(_JNDI, text, text.find(b"${"), reason)
    if resolved.count(b"${") < text.count(b"${") and _PROTOCOL.search(resolved):
        return _attack(
            _JNDI, text, text.find(b"${"), "lookups within a lookup that spell an address", sure=False
        )
    return None


def resolve(text: bytes) -> bytes:
    """A text with its inner lookups resolved as Log4j does, in one pass from the left, innermost first.

    Lookups that only spell (`lower`, `upper`, a default after `:-`, `date` with a quoted letter) become what
    they spell; others stay. Time is linear, since each piece is joined to its parent once.
    """
    stack: list[list[bytes]] = [[]]
    at = 0
    opened = 0
    while at < len(text):
        begin, end = text.find(b"${", at), text.find(b"}", at)
        if begin >= 0 and (begin < end or end < 0) and opened < _MOST_LOOKUPS:
            stack[-1].append(text[at:begin])
            stack.append([])
            opened += 1
            at = begin + 2
        elif end >= 0 and len(stack) > 1:
            stack[-1].append(text[at:end])
            inner = b"".join(stack.pop())
            stack[-1].append(_spelt(inner))
            at = end + 1
        else:
            break
    stack[-1].append(text[at:])
    return b"${".join(b"".join(pieces) for pieces in stack)


def _spelt(inner: bytes) -> bytes:
    kind, colon, rest = inner.partition(b":")
    word = kind.strip().lower()
    if colon and word in (b"lower", b"upper"):
        return rest.lower() if word == b"lower" else rest.upper()
    if colon and word == b"date" and rest.startswith((b"'", b'"')):
        return rest.strip(b"'\"")
    if b":-" in inner and not word.startswith(b"jndi"):
        return inner.rpartition(b":-")[2]
    return b"${" + inner + b"}"


def _expression(text: bytes) -> Attack | None:
    bare = _SURE_BARE.search(text)
    if bare is not None:
        return _attack(_RULE, text, bare.start(), "an expression that calls classes of Java by name")
    prefix = _PREFIX.match(text)
    if prefix is not None and prefix[0].endswith(b"{"):
        return _attack(_RULE, text, 0, "a navigation prefix followed by an expression")
    for opener in (b"${", b"%{", b"#{", b"*{", b"@{", b"$%7B"):
        found = _in_holders(text, opener)
        if found is not None:
            return found
    if _LOADER.search(text) and (b"=" in text or b" " not in text.strip()):
        return _attack(_RULE, text, 0, "a property path that leads to the class loader of the server")
    return None


def _in_holders(text: bytes, opener: bytes) -> Attack | None:
    at = text.find(opener)
    for _ in range(8):
        if at < 0:
            return None
        inner = text[at + 2 : at + 2_000]
        java = _JAVA.search(inner)
        content = inner.partition(b"}")[0]
        if java is not None and _within(inner, java.start()):
            return _attack(
                _RULE, text, at, "an expression that reaches for classes and objects of the server"
            )
        if opener != b"#{" and _IMPLICIT.match(content) and b" " not in text.strip():
            return _attack(_RULE, text, at, "an expression that reads an object of the server", sure=False)
        if opener == b"%{" and _SUM.match(content):
            return _attack(_RULE, text, at, "an expression whose sum would show that it is evaluated")
        at = text.find(opener, at + 2)
    return None


def _within(inner: bytes, at: int) -> bool:
    """Whether an offset lies in the placeholder that begins the text, and not in what follows it."""
    depth = 1 + inner.count(b"{", 0, at) - inner.count(b"}", 0, at)
    return depth > 0


def _attack(rule: str, text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=rule, shown=excerpt(text, max(0, start)), reason=reason, sure=sure)
