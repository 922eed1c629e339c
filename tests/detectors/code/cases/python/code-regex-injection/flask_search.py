import re

from flask import Flask, request

app = Flask(__name__)
WORD = re.compile(r"\w+")


@app.route("/search")
def search():
    term = request.args["term"]
    lines = open("/srv/notes.txt").readlines()
    found = [line for line in lines if re.search(term, line)]  # expect: code-regex-injection
    found = [line for line in lines if re.search(re.escape(term), line)]  # ok: code-regex-injection
    found += WORD.findall(term)  # ok: code-regex-injection
    pattern = re.compile(f"^{term}$")  # expect: code-regex-injection
    found += [line for line in lines if pattern.match(line)]
    found += re.findall(r"\d+", term)  # ok: code-regex-injection
    return {"n": len(found)}
