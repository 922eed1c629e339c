import re
from enum import Enum

from fastapi import FastAPI

app = FastAPI()


class Kind(Enum):
    word = "word"
    number = "number"


@app.get("/filter")
def filter_(pattern: str, text: str, kind: Kind, count: int):
    re.sub(pattern, "", text)  # expect: code-regex-injection
    re.sub(r"\s+", pattern, text)  # ok: code-regex-injection
    re.match("a{%d}" % count, text)  # ok: code-regex-injection
    return {}
