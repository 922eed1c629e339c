"""A pattern such as (a+)+ in words is none."""

from setuptools import setup

import re

from lexing import Lexer, token

RULES = [
    (r"'(''|\\\\|\\'|[^'])*'", token.Text),  # expect: code-slow-regex
    (r"'(''|\\'|[^'\\])*'", token.Text),  # ok: code-slow-regex
    (r"\s+", token.Blank),  # ok: code-slow-regex
]


class Names(Lexer):
    tokens = {
        "root": [
            (r"[+-]?(\d+)*\.\d+%?", token.Number),  # expect: code-slow-regex
            (r"[+-]?\d*\.\d+%?", token.Number),  # ok: code-slow-regex
        ]
    }

    def start(self):
        return self.match(r"""<%([\w.:]+)((?:\s+\w+|\s*=\s*|".*?")*)\s*(/)?>""")  # expect: code-slow-regex

    def end(self):
        return self.match(r"</%\w+>")  # ok: code-slow-regex


def listed(module):
    return module.run_command("swlist | egrep '(HPUX.*)*OE.*[AB].[0-9]+'")  # ok: code-slow-regex


def rules():
    return [(re.compile(pattern).match, kind) for pattern, kind in RULES]  # expect: code-slow-regex


setup(name="names", python_requires=">=3.9, !=3.10.*, !=3.11.*, <4")  # ok: code-slow-regex
