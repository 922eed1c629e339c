"""Commands for a shell: an operator that ends what was there, and a command with fitting arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from vedette.detectors.web.excerpt import excerpt, readings
from vedette.detectors.web.shell import Command, before, commands, plain
from vedette.detectors.web.value import Attack, Value

_RULE = "web-shell-command"
_URL = re.compile(rb"https?://[\w.-]", re.IGNORECASE)
_ANY = re.compile(
    rb"[;|&`\n\r]|\$[({I@]|<[(!]|>\s?/|/dev/|\{[a-z]{2,6},|\w['\\][a-z]{1,4}['\\]|[a-z]<\s?/|"
    rb"/\S{0,12}[?*]|(?i:powershell|invoke-|/\?|bash -i)"
)

_PATHS = rb"[~./\\$*%-]|\w:"
# Program -> what its arguments look like when it is run and not talked about. Matched right after the word.
_ARGUMENTS: tuple[tuple[bytes, bytes], ...] = (
    (
        (
            rb"id|whoami|hostname|ifconfig|ipconfig|uname|pwd|netstat|systeminfo|tasklist|printenv|w|lsb_release|"
            rb"uptime|lscpu|arch|groups|ver|getmac|arp|route|env|set|ps|date|qwinsta|tree|dir|ls|df|free|"
            rb"last|who|"
            rb"reboot|shutdown|halt|poweroff|sysinfo|true|false|lsof|mount|jobs|dmesg|ss|sw_vers|whereis"
        ),
        rb"$",
    ),
    (
        (
            rb"id|uname|ls|ps|netstat|hostname|ifconfig|ss|df|ip|date|who|last|env|lsof|mount|crontab|"
            rb"lsb_release|free"
        ),
        rb"\s+-{1,2}[a-z]{1,12}\b|\s+[|>&;]",
    ),
    (
        (
            rb"ls|dir|cat|tac|nl|more|less|head|tail|type|od|xxd|strings|base64|rev|sort|cut|file|stat|"
            rb"find|grep|egrep|"
            rb"sed|awk|vi|vim|nano|cp|mv|rm|mkdir|rmdir|touch|chmod|chown|ln|tar|zip|unzip|tee|dd|cd|"
            rb"source|del|copy|"
            rb"move|md5sum|sha1sum|wc|diff|gcc|hexdump|uniq|paste|bzless|gzip|dd|attrib|fold|pr|fmt|ed|view|git"
        ),
        rb"(?:\s+-{1,2}[\w=-]{1,24})*\s+['\"]?(?:"
        + _PATHS
        + rb"|[\w-]{1,40}(?:[./*\\][\w*./\\-]*)\b|[a-z]:)",
    ),
    (rb"ps", rb"\s+(?:aux|-)"),
    (rb"ipconfig|whoami|tasklist|systeminfo|dir|shutdown|reboot|halt|netstat", rb"\s+[-/]\w"),
    (rb"ping", rb"\s+[\w.:-]{3,60}\s+[-/]\w"),
    (rb"grep|egrep|awk|sed|cut|tr", rb"\s+(?:['\"]\{|.{1,60}\s[/.~]\S)"),
    (rb"cat|type|more|head|tail|nl|tac", rb"\s*<\s*[/\w]"),
    (rb"ls|cat|rm|dir|sort|base64|cp|grep|find|tar", rb"\s+-[a-z]{1,8}\s*(?:$|\s[/.\w])"),
    (rb"cat|type|touch|rm|chmod", rb"\s+(?:flag|passwd|index|config|secret|\d{3,4}\s|test)\w{0,12}"),
    (rb"sleep|timeout", rb"\s+/?[tT]?\s?\d{1,5}(?:\.\d+)?s?(?:\s*(?:$|[#>'\"/)])|\s+/nobreak)"),
    (rb"usleep", rb"\s+\d"),
    (
        rb"ping|ping6|fping",
        rb"(?:\s+[-/]\w\s*\d{0,5})+\s+[\w.:$%-]+|\s+[\d.]{7,15}\s*$|\s+[\w-]+(?:\.[\w-]+)+\s*$",
    ),
    (
        (
            rb"curl|wget|fetch|lynx|tftp|ftp|certutil|bitsadmin|mshta|regsvr32|rundll32|wscript|cscript|"
            rb"lwp-download|aria2c"
        ),
        (
            rb"(?:\s+[-/][\w-]{1,30}(?:[=\s]+[^\s-][^\s]{0,80})?){0,6}\s+['\"]?(?:\w{2,6}://|"
            rb"[\w$-]+(?:\.[\w$-]+)+|[$`\\]|//)"
        ),
    ),
    (
        rb"nslookup|dig|host|telnet|traceroute|tracert|whois|nmap|ssh|scp",
        rb"\s+(?:-\S+\s+){0,4}[\w$`@\[-]*[.$`(@:][\w$`@.({:-]+",
    ),
    (
        rb"nc|ncat|netcat|socat|nc\.traditional|nc\.openbsd|telnet",
        rb"\s+(?:-\w+|[\d.]+\s+\d+|\w[\w.-]*\s+\d{1,5}|tcp|exec)",
    ),
    (
        rb"echo|printf|print",
        (
            rb"\s*(?:$|['\"].{0,200}['\"]\s*(?:>|$)|\s-[neE]|.{0,200}(?:>|\$\(|\$\{?\w|`|%\w+%|\\x)|"
            rb"\s+[\w{}()+*-]{1,40}\s*(?:$|#))"
        ),
    ),
    (
        rb"bash|sh|zsh|ksh|dash|csh|ash|busybox|cmd|cmd\.exe|powershell|powershell\.exe|pwsh|wmic",
        rb"\s*(?:$|\s+[-/]\w|<|\s+[/.\w]+\.(?:sh|ps1|bat)|\s+(?:process|os|get|call|iex|sh|nc|wget|\(|\$))",
    ),
    (
        (
            rb"python|python2|python3|perl|ruby|php|node|lua|java|gcc|tclsh|osascript|awk|gawk|mawk|"
            rb"expect|vim|gdb"
        ),
        rb"\s+(?:-\w{1,4}\s*['\"\w<$]|-r|['\"]?begin\s?\{|\S+\.(?:py|pl|rb|php|js|sh))",
    ),
    (rb"net", rb"\s+(?:user|localgroup|view|share|start|group|accounts|use|session)\b"),
    (rb"kill|killall|pkill", rb"\s+-?\d|\s+-\w"),
    (
        rb"sudo|nohup|xargs|exec|env|time|timeout|watch|eval|command|builtin|start|call|su",
        rb"\s+(?:-\S+\s+)*(?:/|\.|[a-z]+\s+-|id\b|sh\b|bash\b|cat\b|whoami|ls\b|ping\b|cmd|nc\b|curl|wget)",
    ),
    (rb"export|set|alias|unset", rb"\s+\w{1,30}(?:=|\s*$)"),
    (
        (
            rb"iex|invoke-expression|invoke-webrequest|iwr|invoke-restmethod|irm|start-process|get-childitem|gci|"
            rb"get-content|gc|new-object|start-sleep|get-process|get-wmiobject|get-host|set-content|"
            rb"out-file|write-host|"
            rb"test-connection|resolve-dnsname|get-location"
        ),
        rb"\s*(?:$|\(|[\s-]+\S)",
    ),
    (
        (
            rb"reg|sc|schtasks|systemctl|service|crontab|iptables|useradd|adduser|passwd|usermod|"
            rb"mysqldump|mysql|at|launchctl|netsh|taskkill|docker|kubectl|apt-get|apt|yum|pip|npm|gem"
        ),
        rb"\s+(?:-\w|/\w|query|add|delete|create|stop|start|restart|exec|firewall|root|install|run|get)\b",
    ),
    (
        rb"/(?:(?:usr|s?bin|etc|tmp|dev|local|opt|var)/|[\w-]{0,8}[?*\[][\w?*\[\]-]{0,8}/){1,5}[\w?*.\[\]-]{1,20}",
        rb"(?:\s|$|<|>|'|\"|#|\))",
    ),
    (rb"(?:[a-z]:)?(?:\\+|/+|%)(?:windows|winnt|comspec|systemroot|windir)\S*", rb""),
    (rb"\./[\w.-]{1,40}", rb"\s*(?:$|-)"),
)
_WORD = re.compile(rb"([a-z_][\w-]{0,24}(?:\.traditional|\.openbsd)?)(?:\.exe)?")
_PLACE_SIGNS = frozenset(
    (b"/", b".", b"\\", b"%", *(bytes((letter,)) for letter in b"abcdefghijklmnopqrstuvwxyz"))
)
_PLAIN_NAMES = re.compile(rb"[\w.\\|-]+")


def _by_word() -> dict[bytes, tuple[re.Pattern[bytes], ...]]:
    found: dict[bytes, tuple[re.Pattern[bytes], ...]] = {}
    for names, arguments in _ARGUMENTS:
        if _PLAIN_NAMES.fullmatch(names):
            pattern = re.compile(arguments)
            for name in names.replace(b"\\", b"").split(b"|"):
                found[name] = (*found.get(name, ()), pattern)
    return found


_PROGRAMS = _by_word()
_PLACES = tuple(
    re.compile(b"(?:" + names + b")(?:" + arguments + b")")
    for names, arguments in _ARGUMENTS
    if not _PLAIN_NAMES.fullmatch(names)
)


def _is_run(code: bytes, at: int = 0) -> bool:
    """Whether a program stands at an offset, with arguments as it takes them."""
    word = _WORD.match(code, at)
    if word is not None and any(fits.match(code, word.end()) for fits in _PROGRAMS.get(word[1], ())):
        return True
    return code[at : at + 1] in _PLACE_SIGNS and any(place.match(code, at) for place in _PLACES)


_HEAD = re.compile(
    rb"[\s({!'\"@]{0,16}(?:(?:sudo|exec|nohup|command|builtin|time|then|do|else)\s+|"
    rb"[a-z_]\w{0,12}=[^\s;]{0,40}\s+)?"
)
_NAMED = re.compile(rb"[a-z_./\\~%?*\[{$]")
_GRAVE = re.compile(
    rb"/etc/(?:passwd|shadow|hosts|group|issue)|/dev/(?:tcp|udp)/|\b(?:nc|ncat|"
    rb"netcat)\s+(?:-\w+\s+){0,4}[\w.-]+\s+\d|win\.ini|boot\.ini|"
    rb"\|\s{0,4}(?:ba|z|da|k)?sh\b|\b(?:ba)?sh\s+-i|base64\s+(?:-d|--decode)|\bmkfifo\b|\$\{?ifs|"
    rb"downloadstring|-enc(?:odedcommand)?\s+[\w+/=]{16}|/bin/(?:ba)?sh|:\(\)\s?\{\s?:|cmd(?:\.exe)?\s+/c\s",
    re.IGNORECASE,
)
_REVERSE = re.compile(
    rb"/dev/(?:tcp|udp)/[\w.]+/\d|\bsh\s+-i\s*[<>]|mkfifo\s+/tmp|exec\s+\d+<>|\bnc\b.{1,60}-e\s*/bin|"
    rb"base64\s+(?:-d|--decode|-di)\s*\|\s*(?:ba|z)?sh|downloadstring\s*\(|socket\.socket\(.{1,200}dup2|"
    rb"fsockopen\(.{1,200}exec|use\s+socket;.{1,200}exec|tcpsocket\.(?:open|new)\(.{1,120}exec|"
    rb"socket\.(?:tcp|socket).{0,120}popen",
    re.IGNORECASE | re.DOTALL,
)
_GLOB = re.compile(
    rb"(?:^|"
    rb"[\s;|&`(])/(?:[\w?*\[\]-]{1,10}/){1,4}[\w?*\[\]-]{0,12}[?*\[][\w?*\[\]-]{0,12}(?=[\s;|&`$<>)'\"]|"
    rb"$)"
)
_EXPANSION = re.compile(
    rb"\w\$\{?IFS\b|\$\{IFS\}|\$IFS\$?\d|\$\{(?:PATH|HOME|PWD|SHELL|LS_COLORS|LOGNAME|"
    rb"USER)[:#%][^}]{1,12}\}|\$'\\x?\d|\$\(\(|\{(?:cat|ls|ping|curl|wget|nc|id|echo|sleep|tail|"
    rb"head),",
    re.IGNORECASE,
)
_INCLUDE = re.compile(rb"<!--\s?#\s?(?:exec|include|echo|printenv|config)\b", re.IGNORECASE)
_SCRIPT_LINE = re.compile(
    rb"\s{0,8}(?:\$\s|#\s|>\s|PS [A-Z]:)?\s{0,4}(?:[A-Za-z_]\w{0,24}=\S|[a-z]{1,16}(?:-[a-z]+)?\s|"
    rb"[a-z]{2,12}$|for\s|if\s)"
)
_NESTED = re.compile(rb"\$\(\s?`[^`\n]{1,200}`\s?\)")
_ASSIGNED = re.compile(rb"(?:^|[;|&^\r\n'\"])\s{0,4}([A-Za-z_]\w{0,20})=\$?\\?['\"][^;\n]{1,80};\s?\$\{?\1\b")
_PROSE = 3
_CERTAIN = 2
_INNER = (b"$(", b"`")
_SENTENCE = 10
_MOST_PIECES = 6
_NOT_LAST = (b"\n", b"\r")


def judge(value: Value) -> Iterable[Attack]:
    """A command that a shell would run after what the program put before the value."""
    if value.where == "referer" and not value.name and b"?" in value.raw and _URL.match(value.raw):
        return ()  # its parts come by themselves
    for layer, step in readings(value):
        if step == "html" or _ANY.search(layer) is None:
            continue
        found = _look(layer, value) or _odd(layer, value)
        if found is not None:
            return (found,)
    return ()


def _odd(text: bytes, value: Value) -> Attack | None:
    """What a shell would make of it under another reading: escapes written out, plus signs for spaces."""
    if value.where in ("agent", "referer") or _words(text) > _SENTENCE:
        return None
    nested = _NESTED.search(text) or _ASSIGNED.search(text)
    if nested is not None:
        return _attack(text, nested.start(), "a command within a command, or one kept in a variable and run")
    bare = text.strip()
    ended = bare[-1:] in (b"|", b";") and bare[:1] not in (b"|", b";") and _words(bare) == 1
    if ended and _is_run(plain(bare[:-1])[0]):
        return _attack(text, 0, "a program and a sign that ends its command", sure=False)
    for other in _others(text):
        found = _look(other, value)
        if found is not None:
            return Attack(rule=_RULE, shown=found.shown, reason=found.reason, sure=False)
    return None


def _others(text: bytes) -> Iterable[bytes]:
    if b"\\n" in text or b"\\r" in text:
        yield text.replace(b"\\n", b"\n").replace(b"\\r", b"\r")
    if b"+" in text and b" " not in text:
        yield text.replace(b"+", b" ")
    if text[:1] in (b"'", b'"') and text[-1:] == text[:1]:
        yield text[1:-1]


def _look(text: bytes, value: Value) -> Attack | None:
    if b"<!--" in text and (include := _INCLUDE.search(text)):
        return _attack(text, include.start(), "a directive that has the server run or include something")
    if (
        value.where == "agent"
        and b"${" not in text
        and b"$(" not in text
        and b"`" not in text
        and b"/bin/" not in text
    ):
        return None
    reverse = _REVERSE.search(text)
    if reverse is not None and _words(text[: reverse.start()]) <= _SENTENCE:
        return _attack(
            text,
            reverse.start(),
            "a shell is tied to a connection or fed with hidden code",
            sure=_is_lead(text),
        )
    lead = before(text)
    if _words(lead) <= _PROSE + 3:
        hidden = _EXPANSION.search(text) or (
            _GLOB.search(text) if b"?" in text or b"*" in text or b"[" in text else None
        )
        if hidden is not None and _hides(text, hidden):
            return _attack(text, hidden.start(), "expansions of a shell spell a command")
    if _is_bare(text):
        return _attack(text, 0, "a command whose words are hidden from a filter")
    for command in commands(text):
        strength = _strength(command, text)
        if strength and (sure := _fits(command, lead, text, strength)) is not None:
            return _attack(
                text, command.start, "an operator of a shell and a command with fitting arguments", sure=sure
            )
    return None


def _is_bare(text: bytes) -> bool:
    """Whether all of a value is one command, written as nobody writes it."""
    code, hidden = plain(text[:200])
    odd = (
        hidden
        or re.match(rb"[a-z]{2,5}<\s?/", code) is not None
        or (_GLOB.match(text) is not None and b" /" in text)
    )
    return odd and len(code.split()) <= _PROSE and _is_run(_trim(code))


def _hides(text: bytes, hidden: re.Match[bytes]) -> bool:
    """Whether it stands in a command: code of scripts has such expansions too, within longer texts."""
    if b"IFS" in hidden[0].upper() or hidden[0][:1] == b"{":
        return b"IFS=" not in text and b'"${IFS' not in text
    if hidden[0].startswith(b"$(("):
        return _words(text) < _PROSE and text.rstrip().endswith((b")", b"`", b"))"))
    return _words(text) <= 2 * _PROSE


def _strength(command: Command, text: bytes) -> int:
    """0: no command; 1: a command with fitting arguments; 2: one that nobody sends by chance."""
    code, hidden = plain(command.text)
    head = _HEAD.match(code)
    at = head.end() if head else 0
    if _NAMED.match(code, at) is None:
        return 0
    closed = command.operator in (b"$(", b"`", b"<(", b">(")
    if closed:
        code = code.partition(b")")[0] if command.operator != b"`" else code
    code = _trim(code)
    if not _is_run(code, at):
        return 0
    return 2 if hidden or _GRAVE.search(text, command.start) else 1


def _trim(code: bytes) -> bytes:
    """Without the quote, bracket or comment that takes care of what the program puts after the value."""
    code = re.sub(rb"(?<=[\w\s'\")])(?:#.{0,40}|\s--\s?)$", b"", code)
    return code.rstrip(b" \t'\")}%\\/") if not code.endswith((b" /", b"/.", b" \\", b":\\")) else code


def _fits(command: Command, lead: bytes, text: bytes, strength: int) -> bool | None:
    """Whether the command stands where an injected one would: True sure, False perhaps, None not."""
    words = _words(lead)
    if strength < _CERTAIN and words and _is_list(text[: command.start]):
        return None
    quoted = lead.rstrip()[-1:] in (b"'", b'"', b")")
    if command.operator in _NOT_LAST and (
        lead.startswith(b"#") or (strength < _CERTAIN and (words > 1 or text.count(b"\n") > _CERTAIN))
    ):
        return None
    if command.operator in _INNER and strength < _CERTAIN and lead.strip() and lead[-1:].isspace():
        return None
    if command.operator == b"`" and strength < _CERTAIN and lead.rstrip().endswith((b"=", b":")):
        return None
    if command.operator == b"$(" and strength < _CERTAIN and b" " in lead.strip():
        return None
    if command.operator == b"`":
        return _in_backticks(command, text, _words(text[: command.start]), strength)
    if not words or (quoted and words <= _PROSE):
        return True
    if _SCRIPT_LINE.match(lead) and words > 1 and not quoted:
        return False if strength > 1 and _is_command(lead) is False else None
    if lead.split()[-1:] and lead.split()[-1].strip(b"'\"").lower() in _FETCHERS:  # nothing is fetched: talk
        return None
    if words == 1:
        return None if _is_command(lead) and strength < _CERTAIN else True
    if words <= _PROSE:
        return strength > 1 or command.operator != b"&" or None
    return False if strength > 1 and words <= _SENTENCE else None


def _is_list(text: bytes) -> bool:
    """Whether operators before it part words and no commands, as signs do in a sentence."""
    pieces = [command for command in islice(commands(text), _MOST_PIECES) if command.text.strip(b" '\")}")]
    return bool(pieces) and not any(_strength(piece, piece.text) for piece in pieces)


def _in_backticks(command: Command, text: bytes, words: int, strength: int) -> bool | None:
    """Markdown marks code by backticks: in a sentence they call nothing."""
    closed = text.find(b"`", command.start + 1)
    after = _words(text[closed + 1 :]) if closed > 0 else 9
    if text[: command.start].count(b"`") % 2 or closed < 0:
        return None
    if words == 0 and after == 0:
        return True
    return True if strength > 1 and words + after <= 1 else (words + after <= 1 or None)


def _is_command(lead: bytes) -> bool:
    code, _ = plain(lead)
    return _is_run(code) or code in _TOOLS


_FETCHERS = frozenset((b"curl", b"wget"))
_TOOLS = frozenset(
    b"make clear cls exit bash sh git npm yarn apt ls ps cd pwd history env top htop dmesg".split()
)


def _is_lead(text: bytes) -> bool:
    return _words(before(text)) <= _PROSE


def _words(text: bytes) -> int:
    return len(text.split(None, 16))


def _attack(text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text, start), reason=reason, sure=sure)
