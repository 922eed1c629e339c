import re
from enum import Enum, StrEnum

from fastapi import FastAPI

app = FastAPI()


class Kind(Enum):
    word = "word"
    number = "number"


class Way(StrEnum):
    up = "up"
    down = "down"


@app.get("/filter")
def filter_(text: str, kind: Kind, way: Way):
    re.match(kind.value, text)  # ok: code-regex-injection
    re.match(way, text)  # ok: code-regex-injection
    re.match(Kind(text).value, "word")  # ok: code-regex-injection
    re.match(text, "word")  # expect: code-regex-injection
    return {}
