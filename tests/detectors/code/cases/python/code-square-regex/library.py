import re

_NAME = "[^:/?#]*"
_PORT = "[0-9]{0,5}"
AUTHORITY = re.compile("^(?:(.*)@)?(%s|%s)(?::(%s))?$" % (_NAME, "|".join(["a", "b"]), _PORT))  # expect: code-square-regex
PAIR = re.compile(r"^\s*(\S*)\s*=\s*(.*)$")  # expect: code-square-regex
OWN = re.compile(r"^\s*(\S*)\s*=\s*(.*)$")  # ok: code-square-regex
WORDS = re.compile(r"\s+")  # ok: code-square-regex


def authority(address):
    scheme, _, rest = address.partition("://")
    found = AUTHORITY.match(rest)
    return scheme, found.groups() if found else None


class Reader:
    ITEM = re.compile(r"^(.+?)\s+(\S+)\s*$")  # expect: code-square-regex

    def __init__(self, line):
        self.line = line

    def item(self):
        return self.ITEM.match(self.line)


def pair(line):
    return PAIR.match(line)


def own():
    return OWN.match("name = value"), WORDS.split("a b")


def stripped(text):
    return re.sub(r"\s+$", "", text)  # expect: code-square-regex


def short(text):
    if len(text) > 200:
        raise ValueError(text)
    return re.sub(r"\s+$", "", text)  # ok: code-square-regex


def begun(text):
    return re.match(r"\s+", text), re.match(r"[a-z]+=\d+$", text)  # ok: code-square-regex
