import re

WORDS = re.compile(r"^(\w+)+$")  # expect: code-slow-regex
NUMBERS = re.compile(r"([0-9]+)*;")  # expect: code-slow-regex


def spaced(text):
    return re.match(r"(\s*)*end", text)  # expect: code-slow-regex


def letters(text):
    return re.fullmatch("^(?:[a-z]+){2,}!", text)  # expect: code-slow-regex


def either(text):
    return re.search(r"(\w|\d)+$", text)  # expect: code-slow-regex


LIST = re.compile(r"^(\w+,)+$")  # ok: code-slow-regex
DOTTED = re.compile(r"^\w+(\.\w+)*$")  # ok: code-slow-regex
OPTIONAL = re.compile(r"(\d+)?-(\w+)")  # ok: code-slow-regex
BOUNDED = re.compile(r"^(\w{1,8}-){2,4}$")  # ok: code-slow-regex


def last(text):
    return re.match(r"\((\w+)\)+", text)  # ok: code-slow-regex
