import re

from flask import Flask, request

app = Flask(__name__)
LINK = re.compile(r"^(\s*\[\w+\]\s*)+:$")  # expect: code-slow-regex
WORD = re.compile(r"^\[\w+\]:$")  # ok: code-slow-regex
ITEMS = re.compile(r"^\w+(?:\s*,\s*\w+)*$")  # ok: code-slow-regex
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"$')  # ok: code-slow-regex


class Parser:
    pattern = re.compile(r"(?:\w+\s*)+=\s*$")  # expect: code-slow-regex

    def parse(self, text):
        return self.pattern.match(text)


@app.post("/parse")
def parse():
    text = request.get_data(as_text=True)
    for line in text.splitlines():
        if LINK.match(line):
            return "link"
        if WORD.match(line):
            return "word"
    return str(bool(Parser().parse(text)))
