"""JSON and JSON lines: valid against the published schema, whatever the tree is named."""

import copy
import json
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_world import context, finding, full, judgement, partial, record, told

from vedette.feedback import document, jsonl
from vedette.feedback import json as json_format
from vedette.model.events import Examined, Found, Judged, Skipped, Started
from vedette.model.verdict import Record

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas" / "vedette-record-1.json"
HOSTILE = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def validator():
    return jsonschema_rs.validator_for(json.loads(PUBLISHED.read_text(encoding="utf-8")))


def shape(value):
    """A schema without its words."""
    if isinstance(value, dict):
        words = {"description"} if isinstance(value.get("description"), str) else set()
        return {key: shape(item) for key, item in value.items() if key not in words}
    return [shape(item) for item in value] if isinstance(value, list) else value


def test_the_published_schema_is_that_of_the_model():
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert shape(published) == shape(document.schema()), (
        "the model changed: write document.schema() to docs/schemas, renumbered if a reader may break"
    )


@pytest.mark.parametrize("judged", [full(), record([]), record([], partial())])
def test_documents_are_valid(validator, judged):
    made = json.loads(told(json_format, judged))
    validator.validate(made)
    assert made["schema"] == "vedette-record/1"


def test_the_document_holds_the_record():
    assert msgspec.json.decode(told(json_format, full()), type=Record) == full()
    rules = json.loads(told(json_format, full()))["rules"]
    assert set(rules) == {"shop-api-key", "generic-password"}


MUTATIONS = [
    lambda d: d.pop("coverage"),
    lambda d: d.update(extra=1),
    lambda d: d.update(schema="vedette-record/2"),
    lambda d: d["run"].update(extra=1),
    lambda d: d["run"].pop("commit"),
    lambda d: d["coverage"].update(asked="40"),
    lambda d: d["verdict"].update(decision="maybe"),
    lambda d: d["verdict"]["judgements"][0].update(disposition="ignored"),
    lambda d: d["verdict"]["judgements"][0]["tracked"]["finding"].update(severity="urgent"),
    lambda d: d["verdict"]["judgements"][0]["tracked"]["finding"]["place"].pop("path"),
    lambda d: d["checkpoint"].update(head=None),
]


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_the_schema_refuses_other_documents(validator, mutate):
    made = json.loads(told(json_format, full()))
    changed = copy.deepcopy(made)
    mutate(changed)
    assert validator.is_valid(made)
    assert not validator.is_valid(changed)


@given(HOSTILE, HOSTILE)
def test_hostile_names_are_valid_ascii_json(path, message):
    raw = told(json_format, record([judgement(finding(path, message=message, foreign={path: message}))]))
    assert raw.isascii()
    assert raw.endswith(b"}\n")
    assert all(byte >= 0x20 for byte in raw[:-1])
    place = json.loads(raw)["verdict"]["judgements"][0]["tracked"]["finding"]["place"]
    place["path"].encode("utf-8")


@pytest.mark.parametrize(
    "text", ["plain", "del\x7f", "\x1b[0m", "caf\u00e9", "\U0001f600 \u202e", "lone \udce9"]
)
def test_what_is_written_at_once_is_what_is_written_by_way_of_plain_values(text):
    judged = record([judgement(finding(text, message=text, foreign={text: text}, urgency=0.25))])
    assert document.written(judged, context()) == document.dumps(document.document(judged, context()))
    assert document.written(full(), context()) == document.dumps(document.document(full(), context()))


def test_without_a_verdict_there_is_no_document():
    class Out:
        def flush(self):
            pass

    json_format.create(Out(), context()).close()


class Watched:
    def __init__(self):
        self.flushed = b""
        self.pending = b""

    def write(self, data):
        self.pending += data
        return len(data)

    def flush(self):
        self.flushed += self.pending
        self.pending = b""


def test_each_event_is_a_line_that_is_out_at_once():
    judged = full()
    events = [
        Started(run=judged.run, asked=3, notes=("shallow clone",)),
        Examined(paths=("a.py", "caf\udce9")),
        Skipped(skip=judged.coverage.skips[0]),
        Found(finding=finding()),
        Judged(record=judged),
    ]
    out = Watched()
    writer = jsonl.create(out, context())
    for number, event in enumerate(events, 1):
        writer.event(event)
        assert out.flushed.count(b"\n") == number
    told_lines = [json.loads(line) for line in out.flushed.splitlines()]
    assert [line["event"] for line in told_lines] == ["started", "examined", "skipped", "finding", "verdict"]
    assert told_lines[1]["paths"] == ["a.py", "caf\\xe9"]
    assert told_lines[3]["finding"]["rule"] == "shop-api-key"
    assert told_lines[4]["verdict"]["decision"] == "blocked"
    assert told_lines[4]["schema"] == "vedette-record/1"
