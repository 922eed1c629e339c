"""Code in a template's placeholders: sums that probe, and ways from a harmless object to the system."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.placeholders import Placeholder, placeholders
from vedette.detectors.web.value import Attack, Value

_RULE = "web-template-code"
_ANY = re.compile(
    rb"[{}]|<[%#?]|@\(|\[[\[(]|#set|#foreach|#include|@System|\$class\.|\\(?:write|input|imm|open|"
    rb"lstin|include|cat|verb)"
)
# Numbers and texts joined by arithmetic, and nothing with a name: only who looks for the product writes it.
_SUM = re.compile(
    rb"^[\s=(!#{\"'-]{0,8}(?:\d{1,12}(?:\.\d+)?|'[^']{0,12}'|\"[^\"]{0,12}\")[\s)]{0,4}(?:\*{1,2}|"
    rb"[+/%-])[\s(]{0,4}"
    rb"(?:\d{1,12}|'[^']{0,12}'|\"[^\"]{0,12}\")[\s)\d*+]{0,12}(?:\|.{0,20})?[\s%;\"']{0,4}$"
)
_PLUS_ONLY = re.compile(rb"^[\s\d\"'\w]{0,40}[/%-]")
_GADGET = re.compile(
    rb"`[^`]{1,80}`|['\"](?:/etc/|constructor['\"])|__\w{3,20}__|\\x5f\\x5f|_{2}\W{0,6}(?:class|mro|"
    rb"base|subclasses|globals|init|import|builtins)|"
    rb"\|\s{0,4}(?:attr|map|filter|sort|reduce)\s{0,4}\(\s{0,4}(?:['\"](?:__|\\|_|system|exec|"
    rb"passthru|phpinfo)|request|\(|\w+\s*[~+])|"
    rb"\.\s{0,2}(?:popen|subclasses|mro|getclass|forname|getruntime|classloader|getclassloader|"
    rb"getdeclaredmethod|"
    rb"newinstance|protectiondomain|getresource|registerundefinedfiltercallback|getfilter|execute|"
    rb"constructor|"
    rb"mainmodule|child_process|execsync|spawnsync|spawn|readfilesync|getmethod|invoke|getenv|"
    rb"instance_eval|class_eval|public_send|fromcharcode|getclasses|getengine(?:byname)?|eval)\b|"
    rb"\?\s{0,2}(?:new|api|eval|interpret)\b|freemarker\.template|"
    rb"\b(?:system|popen|passthru|shell_exec|phpinfo|proc_open|exec|eval|assert|file_get_contents|readfile|"
    rb"file_put_contents|fopen|include_?once|require|call_user_func|getrelative|getparent|dump|self::|"
    rb"var_dump|print_r)\s{0,2}\(|"
    rb"\b(?:processbuilder|scriptenginemanager|java\.(?:lang|util|io|net)|javax\.|org\.\w+\.\w+|"
    rb"system\.diagnostics|reflection|lipsum|cycler|joiner|child_process|process\.(?:env|binding|exit|"
    rb"mainmodule)|"
    rb"global\.process|get_flashed_messages|url_for\.|_self\b|_context\b|"
    rb"settings\.secret_key|(?<![.$])(?<!\. )config\s?(?:\.|\[|$)|self\s?(?:\.|\[|$|\|)|"
    rb"request\s?(?:\.|\[|\||$)(?!\w+\s*$)|"
    rb"file\.(?:open|read|new)|dir\.(?:entries|glob|foreach)|io\.(?:popen|read|readlines)|kernel\.|"
    rb"open3|objectspace|"
    rb"%x[({\[]|system\s+['\"(]|print\s?\(\s?\d{1,8}\s?\*|smarty\.(?:version|template_object|now|"
    rb"server|env)|smarty_internal\w+|"
    rb"write_?file|registermodule|math\.(?:random|floor)\()|\[['\"](?:constructor|__|_\w+_|process|"
    rb"mainmodule|class|globals)|"
    rb"\['\w{2,20}'\s?[+~]|\bset\s{1,4}\w{1,20}\s{0,3}=\s{0,3}[\"'(\[]{0,3}(?:__|cycler|request|\d+\*)|"
    rb"^\s{0,4}(?:debug|php|/php|system|include\s+['\"]?(?:/|\.\.|file:|php:)|import\s+(?:os|"
    rb"subprocess|[\"']os)|"
    rb"import\s+os|load\s+(?:log|debug|module)|extends\s+['\"]/)\b",
    re.IGNORECASE,
)
_DEEP = re.compile(
    rb"class|mro|base|import|popen|exec|system|runtime|constructor|eval|process|builtins|globals",
    re.IGNORECASE,
)
_WHOLE_NAME = re.compile(
    rb"^[\s=!]{0,4}(?:config|self|settings|request|session|g|app|_self|_context|debug|dump\(app\)|"
    rb"(?:config|settings|request|self|app)(?:\.\w{1,24}|\[['\"]\w{1,24}['\"]\]){1,3}(?:\(\))?|\.|"
    rb"\$smarty\.\w+|"
    rb"[\"'][^\"']{0,24}[\"']\.\w{3,20}\([^)]{0,40}\)|\[\]|\[\]\.\w+.{0,60}|\{\}|dict|\(\)|"
    rb"''\.\w+.{0,40}|range\.\w+.{0,40}|"
    rb"(?:game\(?|len|true|4%2a4|randint|_doesntexist_|foobar|@\w+|"
    rb"\(?\d{1,6}\)?\.\w+\(.{0,24}))\s{0,4}(?:\|\s?\w{2,12}(?:\(\))?\s?)?$",
    re.IGNORECASE,
)
_SINGLE_GADGET = re.compile(
    rb"^\s{0,4}(?:php$|system\s?\(|passthru\s?\(|exec\s?\(|eval\s?\(|phpinfo\s?\(|shell_exec\s?\(|"
    rb"popen\s?\(|include\s+file\s?=|fetch\s+file|"
    rb"\$smarty\.|smarty_internal|self::|if\s.{0,20}(?:system|exec|eval|passthru|phpinfo|readfile|"
    rb"shell_exec|file_get_contents|show_source|file_put_contents)\s?\(|"
    rb"math\s+equation|\$\w+\s?->\s?\w+\(|assign\s+var|['\"]\w{1,20}['\"]\s?\|\s?(?:system|exec|passthru)|"
    rb"['\"]?\w{0,20}['\"]?\s?\|\s?(?:phpinfo|shell_exec)|range\.constructor)",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(
    rb"#set\s{0,4}\(\s{0,4}\$\w{1,20}\s?=.{0,80}?(?:class|inspect|runtime|forname|\d\s?[*+]\s?\d|\.\w+\()|"
    rb"#(?:include|parse)\s{0,2}\(\s{0,2}['\"](?:/|\.\.|file:)|@System\.(?:Diagnostics|IO)\.\w|"
    rb"\$class\.inspect\(|\$\w{1,16}\.(?:class|getclass\(\))\.(?:inspect|forname|getmethod|"
    rb"getclassloader)|"
    rb"\\write18\s{0,2}\{|\\(?:input|include|lstinputlisting|verbatiminput|"
    rb"usepackage)\s{0,2}(?:\[[^\]]{0,20}\])?\{\s{0,2}(?:/|\||\.\./)|"
    rb"\\(?:newread|openin|openout|newwrite|immediate|readline|catcode)\s{0,2}\\?\w|"
    rb"\\def\\\w+\{.{0,40}\\(?:input|write)",
    re.IGNORECASE | re.DOTALL,
)
_SHORT = 200
_SENTENCE = 3
_OPENERS = (b"${", b"{{", b"<%", b"#{", b"{%", b"*{", b"@(", b"%}", b"[[")
_POLYGLOT = re.compile(
    rb"(?:\$\{|\{\{|<%|#\{|\{%|@\(|\{#)[\s\[\]'\"%<@}]{0,4}(?:\$\{|\{\{|<%|\[%|#\{|\{%|@\(|%')|"
    rb"\{\{[<>%'\"#\[$@\\.]{2,8}|<%[=@]?['\"}]{2,6}"
)
_STRONG = (
    b"{{",
    b"{%",
    b"${",
    b"#{",
    b"*{",
    b"@{",
    b"~{",
    b"<%",
    b"[[",
    b"@(",
    b"<#",
    b"[#",
    b"[(",
    b"<?=",
    b"%{",
    b"{=",
    b"$!{",
)
_MEASURED = re.compile(rb"(?:\d{2,12}|\b[1-9])\s{0,2}\*\s{0,2}(?:\d|'\d)")


def judge(value: Value) -> Iterable[Attack]:
    """An expression that a template engine would evaluate to no good, in any engine's signs."""
    for layer in layers(value):
        if _ANY.search(layer) is None:
            continue
        found = _look(layer)
        if found is not None:
            return (found,)
    return ()


def _look(text: bytes) -> Attack | None:
    for holder in placeholders(text):
        reason, sure = _of_holder(holder, text)
        if reason:
            return _attack(text, holder.start, reason, sure=sure)
    if b"#" in text or b"\\" in text or b"$" in text or b"@" in text:
        directive = _DIRECTIVE.search(text)
        if directive is not None:
            return _attack(text, directive.start(), "a directive that leaves the template's own objects")
    odd = _POLYGLOT.search(text) if len(text) < _SHORT else None
    if odd is not None and sum(opener in text for opener in _OPENERS) > 1 and not _words(text):
        return _attack(
            text, odd.start(), "openers of several template languages, to see which one fails", sure=False
        )
    return None


def _of_holder(holder: Placeholder, text: bytes) -> tuple[str, bool]:
    inner = holder.inner
    if holder.opener == b"{":
        return _of_brace(inner, text)
    if holder.opener in _STRONG and _SUM.match(inner):
        return (
            "a placeholder that holds a sum of constants, whose result would show that it is evaluated",
            bool(_MEASURED.search(inner) or b"'" in inner or b'"' in inner),
        )
    if holder.opener == b"{#":
        return "", False
    if holder.opener in (b"[[", b"<#", b"[#", b"@(", b"[(", b"$!{") and not _DEEP.search(inner):
        return "", False
    gadget = _GADGET.search(inner)
    if gadget is not None and _meant(holder, gadget, text):
        return "a placeholder that reaches for what lies behind the template's objects", holder.closed
    if holder.opener == b"{{" and holder.closed and _WHOLE_NAME.match(inner) and not _words(text):
        return "a placeholder that prints the engine's own objects", len(inner) >= _SENTENCE
    return "", False


def _meant(holder: Placeholder, gadget: re.Match[bytes], text: bytes) -> bool:
    """Whether a gadget is one, and no word that the language also uses for harmless things."""
    found = gadget[0].lower()
    if holder.opener in (b"{{", b"{%") and found.startswith((b"request", b"config", b"self")):
        alone = text.strip().startswith(b"{{") and holder.inner.strip().lower().startswith(
            found.rstrip(b" .")
        )
        return (
            alone and not _words(text) if _DEEP.search(holder.inner) is None else b"'" not in holder.inner[:2]
        )
    if holder.opener in (b"<%", b"<?=", b"${", b"#{"):
        harmless = (
            b"request",
            b"config",
            b"self",
            b"include",
            b"require",
            b"__dir",
            b"__file",
            b"math.",
            b"java.util",
            b"dump",
        )
        if found.startswith(harmless):
            return _DEEP.search(holder.inner) is not None
        return not found.startswith(b"`") or holder.opener != b"${" or not _words(text)
    return True


def _of_brace(inner: bytes, text: bytes) -> tuple[str, bool]:
    if _SINGLE_GADGET.match(inner):
        return "a tag of a template language that runs code", True
    whole = text.strip()
    if _MEASURED.search(inner) and _SUM.match(inner) and whole.startswith(b"{") and whole.endswith(b"}"):
        return "a placeholder that holds a product of constants", False
    return "", False


def _words(text: bytes) -> bool:
    """Whether it is a sentence: several words of letters outside of the placeholders."""
    outside = re.sub(rb"\{[^{}]{0,400}\}|<%[^%]{0,400}%>", b" ", text[:2_000])
    return len(re.findall(rb"(?:^|\s)[A-Za-z]{2,}(?=[\s.,?!:]|$)", outside)) >= _SENTENCE


def _attack(text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text, start), reason=reason, sure=sure)
