"""Serialised objects whose reading runs code: by the marks of their formats and the classes they name."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterable

from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.value import Attack, Value

_RULE = "web-object-injection"
_ANY = re.compile(
    rb"[!$<@\"\n\x80\x04\xac]|[OC]:|rO0AB|gA[JNRSW]|BAh|AAEAAAD|/w[EF]|Y(?:29z|3Bv|19f|2J1)|"
    rb"[aA][cC][eE][dD]0005|ObjectDataP"
)
_PHP = re.compile(
    rb"(?:^|"
    rb"[;{:\"'\s=|])[OC]:\+?\d{1,4}:[\"']?(\\?[A-Za-z_\\\x80-\xff][\w\\\x80-\xff]{0,120})[\"']?:\+?\d{1,5}:\{"
)
_YAML = re.compile(
    rb"!!?(?:python/(?:object|module|name)|javax?\.|com\.sun|org\.\w+\.|sun\.|ruby/(?:object|hash|"
    rb"struct|marshal|class)|php/object|js/function)|!<tag:yaml\.org,2002:(?:python|ruby|js|java)",
    re.IGNORECASE,
)
_TYPED = re.compile(
    rb"[\"'](?:\$|\\u0024)type[\"']\s{0,4}:\s{0,4}[\"']\s{0,4}([\w.+`\[\], =-]{3,300})", re.IGNORECASE
)
_JAVA_TYPED = re.compile(
    rb"[\"'](?:@type|\\u0040type|@\\x74ype|@class|class|javaClass|"
    rb"\\x40type)[\"']\s{0,4}:\s{0,4}[\"']\s{0,4}L?((?:com|org|java|javax|sun|net|ch|oracle|br|io|"
    rb"weblogic)\.[\w.$]{3,200})",
    re.IGNORECASE,
)
_JACKSON = re.compile(
    rb"\[\s{0,4}[\"'](?:com\.(?:sun|mchange|zaxxer|p6spy|newrelic|pastdev|ibm|nqadmin|oracle|caucho|"
    rb"mysql)|org\.(?:apache|springframework|jboss|hibernate|codehaus|docx4j|jdom|quartz|aoju)|"
    rb"ch\.qos|javax\.swing|br\.com|net\.sf\.ehcache|oracle\.j|java\.(?:rmi|util\.logging|net\.URL)|"
    rb"sun\.)[\w.$]{3,160}[\"']\s?,",
    re.IGNORECASE,
)
_XML = re.compile(
    rb"<java\b[^>]{0,120}(?:java\.beans\.XMLDecoder|>\s{0,20}<object)|<(?:object|void|"
    rb"new)\s[^>]{0,40}class\s?=\s?[\"'](?:java\.(?:lang\.(?:Runtime|ProcessBuilder|Class|Thread|"
    rb"System)|io\.\w+|beans|net)|javax|com\.|org\.)|"
    rb"<dynamic-proxy>|java\.beans\.EventHandler|<(?:java\.util\.PriorityQueue|jdk\.nashorn|"
    rb"javax\.imageio|com\.sun\.\w|org\.codehaus\.groovy|org\.apache\.commons)[\w.$-]{0,120}|"
    rb"\bclass\s?=\s?[\"'](?:javax\.naming|com\.sun\.rowset|org\.codehaus\.groovy|jdk\.nashorn|"
    rb"java\.lang\.ProcessBuilder|com\.sun\.org\.apache\.xalan|org\.apache\.commons\.(?:collections|"
    rb"beanutils))[\w.$]{0,100}|"
    rb"ObjectDataProvider|System\.Diagnostics\.Process\b.{0,40}Start",
    re.IGNORECASE,
)
_NODE = re.compile(rb"_\$\$ND_(?:FUNC|CC)\$\$_|__js_function")
_PICKLE = re.compile(
    rb"c(?:os|posix|nt|__builtin__|builtins|subprocess|sys|commands|pty|pickle|timeit|code|importlib|"
    rb"runpy|platform|marshal|types)(?:\.\w+)?\n\w{2,40}\n"
)
_PICKLE_STACK = re.compile(
    rb"\x8c[\x02-\x14](?:os|posix|nt|builtins|__builtin__|subprocess|sys|commands|pty)\x94"
)
_GADGETS = re.compile(
    rb"System\.(?:Diagnostics|Windows\.Data|Configuration\.Install|Management\.Automation|"
    rb"Web\.Security|Workflow|Security\.Principal|Data\.(?:Services|DataSet)|IO\.FileSystemInfo|"
    rb"IO\.FileInfo|Activities|DelegateSerializationHolder)|Microsoft\.(?:VisualStudio|PowerShell|"
    rb"Exchange)|"
    rb"ObjectDataProvider|TextFormattingRunProperties|TypeConfuseDelegate|ActivitySurrogate|"
    rb"ResourceDictionary|XamlReader|PSObject|WindowsIdentity|AssemblyInstaller",
)
_RUBY = re.compile(
    rb"Gem::(?:Requirement|Installer|Package|Specification|SpecFetcher|StubSpecification|Source|"
    rb"RequestSet|DependencyList)|ActiveSupport::Deprecation|ERB\b|Net::(?:BufferedIO|WriteAdapter)|"
    rb"ActionDispatch::Routing|Kernel|ActiveModel::AttributeMethods",
    re.IGNORECASE,
)
_BASE64 = re.compile(
    rb"(?:^|[^A-Za-z0-9+/_-])((?:gA[JNRSW]|BAh|AAEAAAD|/w[EF]|Y29zCn|Y3Bvc2l4|Y19fYnVpb|Y2J1aWx0aW5|"
    rb"H4sIA)[A-Za-z0-9+/_-]{8,8192})"
)
_HEX = re.compile(rb"(?:^|\W)aced0005(?:7[0-9a-f]|$)", re.IGNORECASE)


def judge(value: Value) -> Iterable[Attack]:
    """An object of somebody else's making, in a format whose reader would run code."""
    for layer in layers(value):
        if _ANY.search(layer) is None:
            continue
        found = _text(layer) or _bytes(layer) or _encoded(layer)
        if found is not None:
            return (found,)
    return ()


def _text(text: bytes) -> Attack | None:
    php = _PHP.search(text) if b":{" in text else None
    if php is not None:
        return _attack(
            text,
            php.start(),
            "a PHP object with its class and fields",
            sure=php[1].lower() not in (b"stdclass", b"datetime"),
        )
    if b"_$$" in text or b"__js" in text:
        node = _NODE.search(text)
        if node is not None:
            return _attack(text, node.start(), "a function in an object of node-serialize")
    if b"!" in text:
        yaml = _YAML.search(text)
        if yaml is not None:
            return _attack(text, yaml.start(), "a YAML tag that makes its reader build objects of any class")
    if b"<" in text or b"ObjectData" in text:
        xml = _XML.search(text)
        if xml is not None:
            return _attack(text, xml.start(), "XML that its reader turns into objects that act")
    return _json(text)


def _json(text: bytes) -> Attack | None:
    if b'"' not in text and b"'" not in text:
        return None
    typed = _TYPED.search(text) if b"type" in text else None
    if typed is not None and (_GADGETS.search(typed[1]) or b"version=" in typed[1].lower()):
        return _attack(
            text,
            typed.start(),
            "JSON that names the .NET class to build",
            sure=_GADGETS.search(typed[1]) is not None,
        )
    java = _JAVA_TYPED.search(text) if b"." in text and b":" in text else None
    if java is not None:
        sure = not java[1].startswith(
            (b"java.util.", b"java.lang.String", b"java.lang.Integer", b"java.lang.Long")
        )
        own = text[java.start() + 1 : java.start() + 6].lower() == b"class"
        return _attack(text, java.start(), "JSON that names the Java class to build", sure=sure and not own)
    jackson = _JACKSON.search(text) if b"[" in text and b"." in text else None
    if jackson is not None:
        return _attack(text, jackson.start(), "JSON that names the Java class to build")
    return None


def _bytes(text: bytes) -> Attack | None:
    at = text.find(b"\xac\xed\x00\x05")
    if at < 0 and b"\xac\xed" in text and (b"java" in text or b"sr\0" in text):
        at = text.find(b"\xac\xed")
    if at >= 0:
        return _attack(text, at, "a stream of serialised Java objects")
    if b"\n" in text and _PICKLE.search(text) and (b"R" in text or b"." in text):
        return _attack(text, 0, "a Python pickle that calls a function of the system")
    if b"\x8c" in text and _PICKLE_STACK.search(text):
        return _attack(text, 0, "a Python pickle that calls a function of the system")
    if text.startswith(b"\x04\x08") and _RUBY.search(text):
        return _attack(text, 0, "a marshalled Ruby object of a class that acts when it is read")
    if b"\x00\x01\x00\x00\x00\xff\xff\xff\xff" in text and _GADGETS.search(text):
        return _attack(text, 0, "a stream of serialised .NET objects of a class that acts when it is read")
    return None


def _encoded(text: bytes) -> Attack | None:
    if b"0005" in text and _HEX.search(text):
        return _attack(text, 0, "a stream of serialised Java objects, in hexadecimal")
    if b"rO0AB" in text and re.search(rb"(?:^|[^A-Za-z0-9+/])rO0AB[\w+/=-]{2}", text):
        return _attack(text, text.find(b"rO0AB"), "a stream of serialised Java objects, in base64")
    found = _BASE64.search(text)
    if found is None:
        return None
    mark = found[1]
    if mark.startswith(b"AAEAAAD"):
        return _attack(text, found.start(1), "a stream of serialised .NET objects, in base64")
    inner = _decoded(mark)
    pickled = mark.startswith((b"gA", b"Y")) and (_PICKLE.search(inner) or _PICKLE_STACK.search(inner))
    if pickled:
        return _attack(text, found.start(1), "a Python pickle that calls a function of the system, in base64")
    if mark.startswith(b"BAh") and _RUBY.search(inner):
        return _attack(text, found.start(1), "a marshalled Ruby object of a class that acts when it is read")
    if mark.startswith(b"/w") and _GADGETS.search(inner):
        return _attack(text, found.start(1), "a view state with a class that acts when it is read")
    return None


def _decoded(text: bytes) -> bytes:
    text = text.translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return b64decode(text + b"=" * (-len(text) % 4))
    except (Error, ValueError):
        return b""


def _attack(text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text, start), reason=reason, sure=sure)
