"""Code of PHP, Python, JavaScript on servers, Ruby, Perl and ASP where a value is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.excerpt import excerpt, readings
from vedette.detectors.web.value import Attack, Value

_RULE = "web-code-injection"
_ANY = re.compile(rb"[(`]|<[?%]|%x[\[{]")

# Functions by which code leaves its program: they run, load, read or show what no visitor should reach.
_EFFECT = (
    rb"eval|assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|phpinfo|phpversion|"
    rb"phpcredits|show_source|"
    rb"highlight_file|readfile|file_get_contents|file_put_contents|fopen|fwrite|fputs|create_function|"
    rb"call_user_func(?:_array)?|"
    rb"array_map|array_filter|usort|uasort|preg_replace|base64_decode|gzinflate|str_rot13|ini_set|"
    rb"ini_get_all|getenv|get_defined_vars|"
    rb"scandir|opendir|glob|unlink|move_uploaded_file|posix_getuid|php_uname|get_current_user|"
    rb"disable_functions|"
    rb"print_r|var_dump|die|sleep|usleep|time\.sleep|exit|set_time_limit|error_log|mail|extract|"
    rb"parse_str|include|require|include_once|require_once|"
    rb"__import__|execfile|compile|globals|locals|open|os\.(?:system|popen|exec\w*|spawn\w*|listdir|environ)|"
    rb"subprocess\.\w+|commands\.getoutput|import_module|pty\.spawn|posix\.system|"
    rb"child_process\S{0,24}|process\.(?:exit|binding|kill|mainmodule\S{0,60}|env\S{0,20})|"
    rb"global\.process\S{0,60}|this\.constructor\S{0,60}|eval\s+request|execute\s+request|execsync|"
    rb"spawnsync|function|settimeout|"
    rb"kernel\.(?:system|exec|open|fork)|io\.(?:popen|read)|file\.(?:open|read)|dir\.(?:entries|glob)|"
    rb"open3\S{0,20}|instance_eval|"
    rb"response\.write|server\.(?:createobject|mappath|execute)|wscript\.shell|createobject|execute|"
    rb"executeglobal|"
    rb"md5|sha1|print|printf|echo|printenv|chr|strrev|hex2bin|pack|readline|invoke|"
    rb"require\('child_process'\)\S{0,60}"
)
_CALL = re.compile(
    rb"(?:@|\\|new\s{1,4}|return\s{1,4}|echo\s{1,4}|print\s{1,4}|import\s+\w+\s{0,4};\s{0,4}|this\.|"
    rb"global\.|var\s\w+\s?=\s?|\$\w{1,12}\s?=\s?){0,3}(?:" + _EFFECT + rb")\s{0,4}[(`]",
    re.IGNORECASE,
)
# What alone tells next to nothing: harmless functions that also stand in questions and spreadsheets.
_WEAK = re.compile(
    rb"(?:md5|sha1|print|printf|echo|chr|sleep|usleep|time\.sleep|open|compile|die|exit|include|"
    rb"require|glob|mail|extract|function|settimeout|pack|invoke|strrev|hex2bin|execute|getenv|locals|"
    rb"globals|readline|print_r|var_dump|array_map|array_filter|usort|preg_replace|printenv|"
    rb"base64_decode|exec|eval|assert|system|str_rot13)\s{0,4}[(`]",
    re.IGNORECASE,
)
_WEIGHTY = re.compile(
    rb"\$_(?:get|post|request|cookie|server|files|session)\s{0,2}\[|base64_decode\s?\(|phpinfo\s?\(|"
    rb"shell_exec\s?\(|passthru\s?\(|"
    rb"__import__\s?\(|os\.(?:system|popen)\s?\(|child_process|process\.mainmodule|global\.process|"
    rb"system\s?\(\s?['\"]?\s?(?:id|ls|cat|whoami|uname|dir|ping|type|curl|wget|sleep|echo|pwd|/|nc |"
    rb"ifconfig|net )|"
    rb"exec\s?\(\s?['\"]\s?(?:id|ls|cat|whoami|uname|dir|ping|type|curl|wget|sleep|echo|/|nc |import)|"
    rb"eval\s?\(\s?(?:base64|gzinflate|str_rot13|\$_|compile|chr|atob|stripslashes)|"
    rb"assert\s?\(\s?(?:\$_|['\"]|base64)|"
    rb"(?:print|print_r|printf|echo|die|var_dump)[\s(@'\".]{1,6}(?:md5|sha1|phpinfo|\d+\s?[*+]\s?\d)|"
    rb"(?:file|readfile|file_get_contents|open|fopen|scandir|highlight_file|"
    rb"show_source)\s?\(\s?['\"](?:/|\.\./|php:|http|c:|data:|index\.)|(?:include|"
    rb"require)(?:_once)?\s?\(?\s?['\"](?:/|php:|http|data:)|array_(?:map|"
    rb"filter)\s?\(\s?['\"]?(?:system|exec|passthru|assert|phpinfo)|(?:eval|execute)[\s(]{1,3}request|"
    rb"require\(['\"](?:fs|child_process|os|net|vm)['\"]\)\.|['\"](?:return|import)\s|"
    rb"/etc/passwd|chr\(\d+\)\s?\.\s?chr\(|\bkernel\.\w+|io\.popen|file\.(?:open|read)\s?\(|"
    rb"response\.write\s?\(\s?[\d\"'(]|wscript\.shell|"
    rb"\bsleep\s?\(\s?\d{1,4}\s?\)\s?[;,)]|constructor\s?\(\s?['\"]|print\s?\(\s?(?:md5|"
    rb"\d+\s?[*+]\s?\d+|`)|var_dump\s?\(\s?md5|"
    rb"print_r\s?\(\s?(?:scandir|ini_get|file)|compile\s?\(\s?['\"]|subprocess\.|create_function\s?\(|"
    rb"call_user_func|allow_url_include|"
    rb"die\s?\(\s?(?:md5|print|@|sha1|phpinfo)|disable_functions|getallheaders|get_defined_vars|end\(|"
    rb"next\(|hex2bin\(|urldecode\(|gethostbyname\(|print\(`",
    re.IGNORECASE,
)
_TAG = re.compile(
    rb"<\?(?:php\b|=|\s)|<%(?:@|eval|=|execute|\s)|<script\s[^>]{0,40}(?:runat|language\s?=\s?['\"]?php)",
    re.IGNORECASE,
)
_BREAK = re.compile(
    rb"['\"]?\s{0,4}[)\]}]{0,3}\s{0,4}(?:;|\.|\|\||&&|,|\+|\|)\s{0,4}|^\$\{\s?@?|^\{\$\{\s?@?|['\"]\s?\^\s?"
)
_END = re.compile(
    rb"(?:[);}`'\"\]]|//.{0,12}|#.{0,12}|/\*|\?>|%>|-->|--|\.['\"]\w{0,8}|\w{0,8}['\"]|"
    rb"\)\.\w+(?:\(\))?)\s{0,4}$"
)
_STATEMENT = re.compile(
    rb"^(?:import\s+\w+(?:,\w+)*\s?;|from\s+\w+\s+import\s+\w+\s?;|use\s+\w+;|perl\s|%x[({\[]|"
    rb"res(?:ponse)?\.(?:end|send|write)\()",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rb"(?:\$\{|\{\$\{)\s?@?\s?(?:"
    + _EFFECT
    + (
        rb")\s?\(|\[\s?['\"](?:system|exec|passthru|assert)['\"]\s?\]|\(\s?['\"](?:system|exec|passthru|"
        rb"phpinfo|assert)['\"]\s?\)\s?\(|\(~[%\x80-\xff]|\$\{?_(?:get|post|"
        rb"request)\}?[\[{]\s?['\"]?\w{0,8}['\"]?\s?[\]}]\s?\("
    ),
    re.IGNORECASE,
)
_NAME = re.compile(rb"[\w.]{1,40}\s{0,4}[(`]$")
_FEW = 12
_LEAD = 2


def judge(value: Value) -> Iterable[Attack]:
    """A value that is code, as a whole or after it closed what it was put in, and that reaches the system."""
    if value.where == "referer":
        return ()
    for layer, step in readings(value):
        if step == "comments" or _ANY.search(layer) is None:
            continue
        found = _look(layer)
        if found is not None:
            return (found,)
    return ()


def _look(text: bytes) -> Attack | None:
    if b"<" in text:
        tag = _TAG.search(text)
        if tag is not None and _in_tag(text, tag):
            return _attack(text, tag.start(), "a block of server code that reaches the system")
    loose = _LOOSE.search(text)
    if loose is not None and _words(text) <= _FEW:
        return _attack(text, loose.start(), "code hidden in a variable's name or in a function's")
    code = text.strip()
    if re.match(rb"%x[({\[]\S[^)}\]]{0,80}[)}\]]$", code):
        return _attack(text, 0, "the whole value is a command in a literal of Ruby", sure=False)
    if not code or _CALL.search(code) is None:
        return None
    if (_CALL.match(code) or _STATEMENT.match(code)) and _END.search(code):
        return _whole(text, code)
    return _after_break(text, code)


def _in_tag(text: bytes, tag: re.Match[bytes]) -> bool:
    inner = text[tag.start() + 2 : tag.end() + 2_000]
    if tag[0].lower().startswith(b"<script"):
        return True
    call = _CALL.search(inner)
    if call is None:
        return b"`" in inner and (b"$_" in inner or tag[0].endswith(b"="))
    return _WEIGHTY.search(inner) is not None or (call.start() <= _FEW and not _is_weak(call[0]))


def _whole(text: bytes, code: bytes) -> Attack | None:
    if _WEIGHTY.search(code) and (_words(code) <= _FEW or b"\n" not in code):
        return _attack(text, 0, "the whole value is code that reaches the system")
    call = _CALL.match(code)
    if call is not None and not _is_weak(call[0]) and _words(code) <= _FEW:
        return _attack(text, 0, "the whole value is a call that reaches the system", sure=False)
    return None


def _after_break(text: bytes, code: bytes) -> Attack | None:
    """Code after a quote, bracket or semicolon that closes what was there; little stands before it."""
    for number, cut in enumerate(_BREAK.finditer(code[:400])):
        if number >= _FEW or _words(code[: cut.start()]) > _LEAD or b"(" in code[: cut.start()]:
            return None
        call = _CALL.match(code, cut.end())
        if cut[0].strip() == b".":
            continue
        if call is None or not _END.search(code):
            continue
        if _WEIGHTY.search(code, cut.start()) or (
            not _is_weak(call[0]) and not cut[0].isspace() and cut[0] != b"."
        ):
            return _attack(
                text, cut.start(), "what stands there is closed, and code that reaches the system follows"
            )
    return None


def _is_weak(call: bytes) -> bool:
    """Whether what is called, after what leads to it, tells next to nothing."""
    name = _NAME.search(call)
    return name is not None and _WEAK.match(name[0]) is not None


def _words(text: bytes) -> int:
    return len(text.split(None, 40))


def _attack(text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text, start), reason=reason, sure=sure)
