"""Paths that climb out of their folder, name files of the system, or open streams instead of files."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.climbing import plain
from vedette.detectors.web.excerpt import excerpt, readings
from vedette.detectors.web.value import Attack, Value

_CLIMB = "web-path-climb"
_FILE = "web-path-file"
_STREAM = "web-path-stream"

_ANY = re.compile(rb"[/\\:\0\xc0\xc1]|\.[.\w]|0x[25]|\?[.?]")
# Where one word ends and the next begins, in text and in code.
_TOKEN_END = re.compile(rb"[\s\"'`<>|,()]")
# Dots that climb, with what a filter or a server drops from among them.
_STEP = re.compile(
    rb"(?:^|[/\\=:]|(?<=\W))(\.{2,4}(?:[;\0?][^/\\]{0,12})?|\.\0\.|\.(?:[/\\]\.)?\.)(?:[/\\]{1,8}|$)"
)
_ODD_STEP = re.compile(
    rb"\.{3,4}[/\\]{2}|\.{3}[/\\]\.[/\\]|\.\.;[^/\\]{0,12}[/\\]|\.\.\0|\.\.[/\\]\\|\.\.\\/|\.\0\.|"
    rb"/\.\.\.\.//|\.\.\?/|\./\\/\.|\.\.[/\\]{2,8}\.\.|\.\.0x[25][fc]|\.\.(?:0x|%u|%c|%2|%5|\\x)"
)
_SYSTEM = re.compile(
    rb"^(?:[a-z]:|[/\\]+(?:chroot|host)?)?[/\\.]{1,8}(?:"
    rb"etc[/\\.]{1,8}(?:passwd|shadow|group|hosts?|hostname|issue|motd|fstab|sudoers|crontab|"
    rb"inetd\.conf|profile|"
    rb"resolv\.conf|my\.cnf|mysql|apache2?|httpd|nginx|php|ssh|ssl|samba|security|cron[./]|environment|bash|"
    rb"[a-z-]{1,20}release|sysconfig|network|exports|mtab|vsftpd|proftpd|pure-ftpd|redhat|init\.d|rc\.|"
    rb"kubernetes|openvpn|ldap|postfix|logrotate|syslog|sysctl|modules|lsb|services|protocols|master\.passwd|"
    rb"tomcat|docker|shells|pam|login|aliases|grub|updatedb|wpa|chkrootkit|pki|letsencrypt|lighttpd|"
    rb"phpmyadmin)|"
    rb"proc[/\\]{1,8}(?:self|\d{1,7}|version|cmdline|mounts|net|cpuinfo|meminfo|sched|modules|"
    rb"filesystems|stat|"
    rb"swaps|partitions|interrupts|ioports|devices|config|uptime|thread-self)|"
    rb"var[/\\]{1,8}(?:log|mail|spool|run|lib/(?:mysql|php|docker|mlocate)|www/|backups|webmail|adm|cpanel)|"
    rb"(?:root|home[/\\][\w.$-]{1,40})[/\\]{1,8}\.\w|root[/\\]{1,8}(?:anaconda|\w+\.(?:txt|sh|cfg))|"
    rb"usr[/\\]{1,8}(?:local[/\\](?:apache|etc|php|pgsql|nginx|www|tomcat|cpanel)|share[/\\](?:tomcat|"
    rb"adduser)|"
    rb"lib[/\\]security|etc)|opt[/\\]{1,8}(?:lampp|apache|httpd|xampp|tomcat|nginx)|sys[/\\]class|"
    rb"run[/\\]secrets|dev[/\\](?:tcp|stdin|urandom|random|zero|fd)|boot[/\\]grub|bin[/\\]\w{1,8}$|"
    rb"boot\.ini|autoexec\.bat|(?:windows|winnt)[/\\]{1,8}(?:win\.ini|system|repair|php\.ini|my\.ini|"
    rb"debug|temp[/\\]|"
    rb"panther|iis|win|explorer|notepad|regedit|desktop)|windows[/\\.]{1,8}win\.ini|win\.ini|"
    rb"inetpub[/\\]|xampp[/\\]|apache(?:2|24)?[/\\](?:conf|logs)|sysprep|pagefile\.sys|ntuser|ntldr|"
    rb"users[/\\]{1,8}(?:administrator|all users)|documents and settings[/\\]|"
    rb"program files[^/\\]{0,8}[/\\](?:apache|mysql|php|xampp|filezilla)|"
    rb"php\d?[/\\]php\.ini|mysql[/\\](?:my|data|bin)|unattend|system32|system volume)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    rb"(?:^|[/\\])(?:WEB-INF|META-INF)[/\\]|(?:^|[/\\])\.(?:git[/\\](?:config|HEAD|index|logs|refs|objects)|"
    rb"svn[/\\](?:entries|wc\.db)|ssh[/\\]\w|aws[/\\]\w|docker[/\\]config|kube[/\\]config|bash_history|"
    rb"htpasswd|htaccess|env(?:\.\w{2,12})?$|mysql_history|netrc|pgpass)|"
    rb"(?:^|[/\\])(?:wp-config\.php|web\.config|id_rsa|id_dsa|id_ed25519|authorized_keys|config\.inc\.php|"
    rb"win\.ini|boot\.ini|etc[/\\]passwd|etc[/\\]shadow|tomcat-users\.xml|settings\.py|database\.yml|"
    rb"secrets\.yml|"
    rb"master\.key|local\.xml|configuration\.php|php\.ini|httpd\.conf|access\.log|access_log|"
    rb"error\.log|error_log|"
    rb"LocalSettings\.php|applicationHost\.config|SAM|hosts|cmd\.exe|global\.asax)(?:$|[\0?#;:%.])",
    re.IGNORECASE,
)
_STREAMS = re.compile(
    rb"^(?:php://(?:filter|input|fd|memory|temp|stdin|output)|phar://|zip://|rar://|ogg://|glob://|expect://|"
    rb"compress\.(?:zlib|bzip2)://|zlib:|ssh2\.\w+://|data:(?://)?(?:text/plain|,|;base64|text/php|"
    rb"application/x-httpd-php)|"
    rb"file:/{0,4}(?:[a-z]:|[/\\]|localhost/|etc|\w)|netdoc:/|jar:(?:file|http)|local_file://|"
    rb"view-source:file|"
    rb"convert\.\w|php:filter|resource:/|classpath:)",
    re.IGNORECASE,
)
_NUL_NAME = re.compile(rb"[\w/\\.-]{2}\0(?:\.\w{1,5}|[\w/.]{0,8})?$")
# Not what other protocols send to a web server's port: bytes without end.
_NUL_PATH = re.compile(rb"^/[ -~\x80-\xff]{1,400}\0[ -~]{0,40}$")
_UNC = re.compile(rb"^\\\\[\w.@-]{1,64}\\[\w$.-]{1,64}")
_NAMES = re.compile(
    rb"file|path|page|doc|dir|folder|template|include|inc$|load|read|view|img|image|src|download|lang|"
    rb"style|theme|module|conf|root|url|cat$|content|layout|locat|show|resource|attach|report|log|pdf|"
    rb"^[fpt]$|pg$|site|skin",
    re.IGNORECASE,
)
_CODED_DOT = re.compile(rb"%2[eE]")
_FROM_ROOT = re.compile(rb"[/\\]+\.\.(?:[/\\]|$)|[^/\\\s]{0,400}\.\.\\|\.{4}[/\\]")
# Below these lies what belongs to the system, and a page seldom asks for it by its whole name.
_ABSOLUTE = re.compile(
    rb"^/{1,2}(?:etc|var|usr|opt|proc|boot|private|Volumes|Library|System)(?:/[\w.+@ -]{1,60}){1,12}/?\0?$|"
    rb"^(?:[A-Za-z]:)?[/\\](?:[\w .()-]{1,40}[/\\]){1,8}[\w.-]{1,40}\.(?:conf|log|ini|cnf|sys|inf|sam)\0?$"
)
_FAR, _NEAR = 3, 2
_MOST_TOKENS = 12
_LONGEST = 4_096


def judge(value: Value) -> Iterable[Attack]:
    """A path that leaves its folder, a file of the system, or a stream where a file is asked for."""
    if value.where == "agent":
        return ()
    for layer, step in readings(value):
        if _ANY.search(layer) is None or step == "comments":
            continue
        text = layer[:_LONGEST]
        found = _look(text, value, disguised=step not in ("plain", "percent", "plus") or _coded(value))
        if found is None and (bare := plain(text)) is not text:
            found = _look(bare, value, disguised=True)
        if found is not None:
            return (found,)
    return ()


def _coded(value: Value) -> bool:
    """Whether dots are percent-encoded, which no client does."""
    return _CODED_DOT.search(value.raw) is not None


def _look(text: bytes, value: Value, *, disguised: bool) -> Attack | None:
    if value.where == "path":
        return _of_path(text, value)
    whole = text.strip(b" \t\r\n\"'(")
    if (
        _TOKEN_END.search(whole) is None
        or _SYSTEM.match(whole)
        or (_STREAMS.match(whole) and _code_only(whole))
    ):
        return _of_token(whole, value, disguised=disguised, alone=True)
    return _of_words(text, value, disguised=disguised)


def _code_only(text: bytes) -> bool:
    """Whether what follows a stream's name is its content and no sentence about it."""
    return re.match(rb"[^\s,]{0,200}(?:,|$)", text) is not None


def _of_words(text: bytes, value: Value, *, disguised: bool) -> Attack | None:
    """A path among other words: only what no sentence has, or a sentence about a path would be one."""
    if b".." not in text and b"\0" not in text:
        return None
    words = [word for word in _TOKEN_END.split(text)[: _MOST_TOKENS * 8] if word]
    for word in words[:_MOST_TOKENS]:
        if b".." in word:
            found = _of_token(word, value, disguised=disguised, alone=False)
            if found is not None:
                return found
    return None


def _of_path(text: bytes, value: Value) -> Attack | None:
    """The path of the request itself: clients resolve `..` before they ask, so those that come climb."""
    steps = len(_STEP.findall(text))
    if steps:
        named = _HIDDEN.search(text) or _SYSTEM.search(text[text.rfind(b"..") + 2 :])
        below = _sinks(text)
        encoded = b".." not in value.raw or _ODD_STEP.search(text) is not None
        if named or below or encoded:
            return _attack(
                _CLIMB, text, text.find(b".."), "the path of the request climbs", sure=bool(named or below)
            )
    if _HIDDEN.search(text) and re.search(rb"(?:WEB|META)-INF", text, re.IGNORECASE):
        return _attack(_FILE, text, 0, "a folder that servers never hand out is asked for")
    for at in (0, text.find(b"//") + 1):
        if _SYSTEM.match(text[at:]) and re.match(
            rb"/+(?:etc|proc|windows|winnt|boot\.ini|var/log)\b", text[at:], re.IGNORECASE
        ):
            return _attack(_FILE, text, at, "a file of the system is asked for as a page")
    if _NUL_PATH.match(text):
        return _attack(_CLIMB, text, text.find(b"\0"), "a NUL cuts the name off", sure=False)
    return None


def _sinks(path: bytes) -> bool:
    depth = 0
    for part in path.replace(b"\\", b"/").split(b"/"):
        if part.startswith(b"..") and not part.strip(b"."):
            depth -= 1
            if depth < 0:
                return True
        elif part not in (b"", b"."):
            depth += 1
    return False


def _of_token(token: bytes, value: Value, *, disguised: bool, alone: bool) -> Attack | None:
    climb = _of_climb(token, disguised=disguised, alone=alone)
    if climb is not None or not alone:
        return climb
    named = _NAMES.search(value.name) is not None
    if _STREAMS.match(token):
        sure = named or not token.lower().startswith((b"data:", b"file:", b"classpath"))
        if named or value.where != "referer":
            return _attack(_STREAM, token, 0, "a stream is named where a file is asked for", sure=sure)
    if _UNC.match(token) and _HIDDEN.search(token):
        return _attack(_FILE, token, 0, "a file of the system is asked for by way of a share")
    if _NUL_NAME.search(token):
        return _attack(_CLIMB, token, token.find(b"\0"), "a NUL cuts off what is added to the file's name")
    if b"/./" in token:
        token = re.sub(rb"(?:/\.)+/", b"/", token)
    if _SYSTEM.match(token) and (token[:1] in b"/\\" or token[1:2] == b":" or named):
        return _attack(_FILE, token, 0, "the whole value is the path of a file of the system", sure=named)
    if value.where in ("query", "body") and _ABSOLUTE.match(token):
        return _attack(_FILE, token, 0, "the whole value is a path of the system", sure=False)
    if named and (_HIDDEN.search(token) or _UNC.match(token)) and value.where != "referer":
        return _attack(_FILE, token, 0, "a file or share that is not served is asked for by name")
    return None


def _of_climb(token: bytes, *, disguised: bool, alone: bool) -> Attack | None:
    if b"." not in token:
        return None
    if b"/./" in token:
        token = re.sub(rb"(?:/\.)+/", b"/", token)
    steps = len(_STEP.findall(token))
    odd = _ODD_STEP.search(token)
    if not steps and odd is None:
        return None
    at = token.find(b"..")
    rest = token[token.rfind(b"..") + 2 :].lstrip(b".")
    if _HIDDEN.search(token) or _SYSTEM.match(b"/" + rest.lstrip(b"/\\;")):
        return _attack(_CLIMB, token, at, "a path climbs and then names a file of the system", sure=alone)
    if odd is not None and (steps >= _NEAR or (alone and odd.end() > _FAR)):
        return _attack(
            _CLIMB, token, at, "a path climbs in a form made to slip past a filter", sure=alone and steps > 1
        )
    if not alone:
        return None
    if steps >= _FAR + 1 or (steps >= _NEAR and (disguised or b"\0" in token)):
        return _attack(_CLIMB, token, at, "a path climbs further than any link of a page")
    if steps >= _FAR:
        return _attack(_CLIMB, token, at, "a path climbs further than any link of a page", sure=False)
    if disguised and steps:
        return _attack(_CLIMB, token, at, "a path climbs under a second encoding", sure=False)
    if steps >= _NEAR or _FROM_ROOT.match(token):
        return _attack(_CLIMB, token, at, "a path climbs, as links of a page need not", sure=False)
    return None


def _attack(rule: str, text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=rule, shown=excerpt(text, start), reason=reason, sure=sure)
