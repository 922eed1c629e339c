import re

WORDS = re.compile(r"^(\w+)+$")  # expect: code-slow-regex
NUMBERS = re.compile(r"([0-9]+)*;")  # expect: code-slow-regex


def spaced(text):
    return re.match(r"(\s*)*end", text)  # expect: code-slow-regex


def letters(text):
    return re.fullmatch("^(?:[a-z]+){2,}!", text)  # expect: code-slow-regex


def either(text):
    return re.search(r"(\w|\d\d)+$", text)  # expect: code-slow-regex


def one_set(text):
    return re.search(r"(\w|\d)+$", text)  # ok: code-slow-regex


SERVER = re.compile(r"^(?P<local>[^@]+)@(?P<server>[^@]+(?:\.[^@]+)*)$")  # expect: code-slow-regex
ENDS = re.compile(r"((\r\n|\r|\n)+) *;")  # expect: code-slow-regex
SCHEME = re.compile("(?:.*,)*[ \t]*realm")  # expect: code-slow-regex
TAG = re.compile(  # expect: code-slow-regex
    r"""
    <(\w+)        # the name
    ((?:\s+\w+|\s*=\s*|".*?")*)
    >
    """,
    re.X | re.S,
)

QUOTED = re.compile(r'"(\\.|[^"\\])*"')  # ok: code-slow-regex
TAIL = re.compile(r"x(a+)*")  # ok: code-slow-regex
LIST = re.compile(r"^(\w+,)+$")  # ok: code-slow-regex
DOTTED = re.compile(r"^\w+(\.\w+)*$")  # ok: code-slow-regex
OPTIONAL = re.compile(r"(\d+)?-(\w+)")  # ok: code-slow-regex
BOUNDED = re.compile(r"^(\w{1,8}-){2,4}$")  # ok: code-slow-regex


def last(text):
    return re.match(r"\((\w+)\)+", text)  # ok: code-slow-regex
