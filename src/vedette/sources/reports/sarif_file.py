"""The parts of a SARIF file that are read, and nothing else of it: everything else is never built.

Names and meanings are those of SARIF 2.1.0; what drafts of 2.0 called differently says so.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct, field

from vedette.model.errors import UsageError

MOST_BYTES = 200 * 1024 * 1024
# What a file may hold at most, so that reading it takes bounded memory.
MOST_VALUES = 8_000_000
MOST_COMMAS = 20_000_000
MOST_RUNS = 10_000
MOST_RESULTS = 500_000

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL
)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_HELP = "Give a file in SARIF 2.1.0, as the tool wrote it."

Number = int | float


class _Part(Struct, frozen=True, rename="camel"):
    pass


class Message(_Part, frozen=True):
    """Words, by themselves or by the id of a message that the rule holds."""

    text: str | None = None
    markdown: str | None = None
    id: str | None = None
    arguments: list[str] | None = None


class Bag(_Part, frozen=True):
    """The properties that tools agree on."""

    security_severity: Any = field(default=None, name="security-severity")
    precision: Any = None
    tags: Any = None
    issue_confidence: Any = field(default=None, name="issue_confidence")


class ArtifactLocation(_Part, frozen=True):
    """Where a file is."""

    uri: str | None = None
    uri_base_id: str | None = None
    index: int | None = None


class Snippet(_Part, frozen=True):
    """Source text; it may hold a secret, and is only ever hashed."""

    text: str | None = None


class Region(_Part, frozen=True):
    """A range of a file."""

    start_line: Number | None = None
    start_column: Number | None = None
    end_line: Number | None = None
    end_column: Number | None = None
    snippet: Snippet | None = None


class PhysicalLocation(_Part, frozen=True):
    """A file and a range of it; `file_location` is what 2.0 called it."""

    artifact_location: ArtifactLocation | None = None
    file_location: ArtifactLocation | None = None
    region: Region | None = None


class LogicalLocation(_Part, frozen=True):
    """A place by name."""

    name: str | None = None
    fully_qualified_name: str | None = None


class Location(_Part, frozen=True):
    """A place; `fully_qualified_logical_name` is what 2.0 called it."""

    physical_location: PhysicalLocation | None = None
    logical_locations: list[LogicalLocation] | None = None
    fully_qualified_logical_name: str | None = None


class ComponentReference(_Part, frozen=True):
    """A driver, an extension or a taxonomy, named from elsewhere."""

    name: str | None = None
    index: int | None = None


class DescriptorReference(_Part, frozen=True):
    """A rule or a taxon, named from elsewhere."""

    id: str | None = None
    index: int | None = None
    tool_component: ComponentReference | None = None


class Relationship(_Part, frozen=True):
    """What a rule has to do with a taxon."""

    target: DescriptorReference | None = None


class Configuration(_Part, frozen=True):
    """A rule's level."""

    level: str | None = None


class Descriptor(_Part, frozen=True):
    """A rule."""

    id: str | None = None
    name: str | None = None
    short_description: Message | None = None
    full_description: Message | None = None
    help: Message | None = None
    help_uri: str | None = None
    default_configuration: Configuration | None = None
    message_strings: dict[str, Message] | None = None
    properties: Bag | None = None
    relationships: list[Relationship] | None = None


class Component(_Part, frozen=True):
    """A tool's driver, or an extension of it; `rule_descriptors` is what drafts of 2.1 called rules."""

    name: str | None = None
    version: str | None = None
    semantic_version: str | None = None
    rules: list[Descriptor] | None = None
    rule_descriptors: list[Descriptor] | None = None
    global_message_strings: dict[str, Message] | None = None


class Tool(_Part, frozen=True):
    """A tool; in 2.0 name and version stood here."""

    driver: Component | None = None
    extensions: list[Component] | None = None
    name: str | None = None
    version: str | None = None


class Suppression(_Part, frozen=True):
    """Somebody decided not to hear of a result."""

    status: str | None = None


class Result(_Part, frozen=True):
    """One result; `suppression_states` is what 2.0 called suppressions."""

    rule_id: str | None = None
    rule_index: int | None = None
    rule: DescriptorReference | None = None
    level: str | None = None
    kind: str | None = None
    message: Message | None = None
    locations: list[Location] | None = None
    fingerprints: dict[str, Any] | None = None
    partial_fingerprints: dict[str, Any] | None = None
    suppressions: list[Suppression] | None = None
    suppression_states: list[str] | None = None
    baseline_state: str | None = None
    properties: Bag | None = None
    taxa: list[DescriptorReference] | None = None


class Notification(_Part, frozen=True):
    """What the tool says about its own run."""

    level: str | None = None
    message: Message | None = None
    locations: list[Location] | None = None


class Invocation(_Part, frozen=True):
    """One start of the tool."""

    execution_successful: bool | None = None
    working_directory: ArtifactLocation | None = None
    tool_execution_notifications: list[Notification] | None = None
    tool_configuration_notifications: list[Notification] | None = None


class Artifact(_Part, frozen=True):
    """A file of the run."""

    location: ArtifactLocation | None = None


class Resources(_Part, frozen=True):
    """Where 2.0 kept the rules, by id."""

    rules: dict[str, Descriptor] | None = None


class Run(_Part, frozen=True):
    """What one tool found."""

    tool: Tool | None = None
    results: list[Result] | None = None
    artifacts: list[Artifact] | None = None
    original_uri_base_ids: dict[str, ArtifactLocation] | None = None
    invocations: list[Invocation] | None = None
    resources: Resources | None = None


class Log(_Part, frozen=True):
    """The file."""

    version: str
    runs: list[Run]


def decode(data: bytes) -> Log:
    """The file as structs.

    Args:
        data: JSON in UTF-8, or in UTF-16 with a byte order mark; a byte order mark is no part of it.

    Raises:
        UsageError: too large, not JSON, nested too deeply, not SARIF 2, or a value of a wrong type; says
            where.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(f"the report has {len(data):,} bytes, more than {MOST_BYTES:,}", help=_HELP)
    data = _utf8(data)
    if data.count(b"{") + data.count(b"[") > MOST_VALUES:
        raise UsageError(f"the report holds more than {MOST_VALUES:,} lists and objects", help=_HELP)
    if data.count(b",") > MOST_COMMAS:
        raise UsageError(f"the report holds more than {MOST_COMMAS:,} values", help=_HELP)
    log = _log(data)
    if not log.version.startswith("2."):
        raise UsageError(f"SARIF {log.version[:20]!r} can't be read, only 2.1.0", help=_HELP)
    if len(log.runs) > MOST_RUNS:
        raise UsageError(f"the report holds more than {MOST_RUNS:,} runs", help=_HELP)
    results = sum(len(run.results or ()) for run in log.runs)
    if results > MOST_RESULTS:
        raise UsageError(f"the report holds {results:,} results, more than {MOST_RESULTS:,}", help=_HELP)
    return log


def _log(data: bytes) -> Log:
    try:
        try:
            return msgspec.json.decode(data, type=Log)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            # Tools in Python write names that are not UTF-8 as half a surrogate pair.
            return msgspec.json.decode(_ESCAPE.sub(_whole, data), type=Log)
    except RecursionError as error:
        raise UsageError("the report is nested too deeply", help=_HELP) from error
    except msgspec.ValidationError as error:
        raise UsageError(f"the report is not SARIF: {error}", help=_HELP) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise UsageError(f"the report is not JSON: {error}", help=_HELP) from error


def _whole(match: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if _SURROGATE.fullmatch(match[0]) else match[0]


def _utf8(data: bytes) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode("utf-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode("utf-8")
    return data
