import re

TABS = re.compile(r"\s*\t+\s*(\S)")  # expect: code-costly-regex
COLOUR = re.compile(r"rgb\([ \n\t]*(.+?)[ \n\t]*\)")  # expect: code-costly-regex


def relation(text):
    return re.findall(r"<([^>]*\srel\s*=\s*([^'>]+)[^>]*)>", text)  # expect: code-costly-regex


LINE = re.compile(r"^\s*#\s*(.*?)\s*$")  # ok: code-costly-regex
PAIR = re.compile(r"^\s*([^=]*?)\s*=\s*(.*?)\s*$")  # expect: code-costly-regex
DATE = re.compile(r"(\d+)-(\d+)-(\d+) (\w+)")  # ok: code-costly-regex
STRIPPED = re.compile(r"\s+$")  # ok: code-costly-regex
NESTED = re.compile(r"(\w+\s*)+\w*;")  # ok: code-costly-regex
