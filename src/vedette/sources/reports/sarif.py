"""Any tool's SARIF as findings: with rule, place, severity and an identity that does not count lines."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator

from vedette.model.coverage import Skip, SkipClass
from vedette.model.errors import UsageError
from vedette.model.finding import Finding, Place
from vedette.model.rule import Rule
from vedette.sources.reports import sarif_file
from vedette.sources.reports.interface import Report
from vedette.sources.reports.redaction import about_secrets, one_line, redacted
from vedette.sources.reports.sarif_file import Descriptor, Invocation, Location, Message, Result, Run
from vedette.sources.reports.sarif_place import Places, Unplaced
from vedette.sources.reports.sarif_rules import Rules, confidence, cwe, severity

_MOST_MESSAGE = 500
_MOST_SYMBOL = 200
_MOST_READ = 20_000
_MOST_FOREIGN = 8
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*\)")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([0-9]{1,3})\}")
# Fingerprints made of content. Others hold paths, lines or, when nobody is logged in, one fixed sentence.
_BY_CONTENT = re.compile(r"(?:line|context|content|snippet)[A-Za-z]*hash|vedettefingerprint", re.IGNORECASE)
_HASH = re.compile(r"(?:v[0-9]{1,2}:)?[0-9A-Fa-f]{8,128}(?::[0-9]{1,6})?")
_NOT_FOUND = {"pass": "passed", "notApplicable": "not-applicable"}
_OUT_OF_SIGHT = frozenset({"underReview", "rejected"})


def read(data: bytes, root: str = "", identity_key: bytes = b"") -> Report:
    """Reads a SARIF file.

    Snippets are not kept. They enter the identity of a finding as a keyed hash, and only with a key, since a
    snippet may be a secret.

    Args:
        data: the file.
        root: absolute path of the tree that the report is about; absolute places below it become relative.
        identity_key: key for hashes of snippets; b"" when there is none.

    Returns:
        The report; all of its results are in it, as findings or as skips.

    Raises:
        UsageError: the file can't be read as SARIF; says where.
    """
    log = sarif_file.decode(data)
    if not log.runs:
        raise UsageError("the report holds no run: no tool says anything in it", help="run the tool again")
    findings: list[Finding] = []
    skips: list[Skip] = []
    rules: dict[str, Rule] = {}
    tools: dict[tuple[str, str], None] = {}
    kinds: dict[str, None] = {}
    asked = 0
    for number, run in enumerate(log.runs):
        reader = _RunReader(run, f"runs[{number}]", root, identity_key)
        tools[reader.tool] = None
        kinds[reader.kind] = None
        asked += len(run.results or ()) + reader.failures
        for item in reader.items():
            if isinstance(item, Finding):
                findings.append(item)
            else:
                skips.append(item)
        rules.update(reader.advice)
    return Report(
        tools=tuple(tools),
        kinds=tuple(kinds),
        asked=asked,
        findings=tuple(findings),
        rules=rules,
        skips=tuple(skips),
    )


class _RunReader:
    """Reads one run; `advice` fills with the rules that its findings need."""

    def __init__(self, run: Run, where: str, root: str, identity_key: bytes) -> None:
        self._run = run
        self._where = where
        self._key = identity_key
        self._rules = Rules(run)
        self.kind = self._rules.kind
        self._places = Places(run, root)
        self._failed = list(self._failures())
        self.failures = len(self._failed)
        self.advice: dict[str, Rule] = {}
        driver = self._rules.driver
        version = driver.semantic_version or driver.version or ""
        self.tool = (one_line(driver.name or "unknown", 80), one_line(version, 40))

    def items(self) -> Iterator[Finding | Skip]:
        """A finding or a skip for each result, then the failures of the tool."""
        for number, result in enumerate(self._run.results or ()):
            yield self._item(result, f"{self._where}.results[{number}]")
        yield from self._failed

    def _item(self, result: Result, where: str) -> Finding | Skip:
        location = (result.locations or [Location()])[0]
        left_out = _left_out(result)
        try:
            place = self._places.place(location.physical_location)
        except Unplaced as error:
            cls, reason = left_out or (SkipClass.failed, error.reason)
            uri = redacted(one_line(error.uri, 300))
            return Skip(path=uri or where, cls=cls, reason=reason, detail=where)
        if left_out is not None:
            return Skip(path=place.path, cls=left_out[0], reason=left_out[1], detail=where)
        return self._finding(result, location, place)

    def _finding(self, result: Result, location: Location, place: Place) -> Finding:
        name, descriptor = self._rules.find(result)
        rule = self._advise(name, descriptor)
        numbers = cwe(result.properties, descriptor, result.taxa)
        secret = about_secrets(numbers, f"{rule.id} {rule.title}")
        message = self._message(result, descriptor, secret=secret)
        subject = self._subject(result, location, message)
        return Finding(
            rule=rule.id,
            family=rule.id,
            kind=rule.kind,
            place=place,
            severity=severity(result.level, result.properties, descriptor),
            confidence=confidence(result.properties, descriptor),
            message=message or rule.title,
            symbol=_symbol(location),
            subject=subject,
            # What stands beside the message is hashed with a key of this machine.
            portable=":".join(subject.split(":")[:2]) if subject.startswith("message:") else "",
            foreign=_foreign(result),
        )

    def _advise(self, name: str, descriptor: Descriptor) -> Rule:
        known = self.advice.get(self._rules.rule_id(name))
        if known is None:
            known = self._rules.advice(name, descriptor)
            self.advice[known.id] = known
        return known

    def _message(self, result: Result, descriptor: Descriptor, *, secret: bool) -> str:
        message = result.message or Message()
        text = message.text or message.markdown or ""
        if not text and message.id:
            strings = {
                **(self._rules.driver.global_message_strings or {}),
                **(descriptor.message_strings or {}),
            }
            found = strings.get(message.id, Message())
            text = found.text or found.markdown or ""
        return redacted(one_line(_filled(text[:_MOST_READ], message.arguments), _MOST_MESSAGE), secret=secret)

    def _subject(self, result: Result, location: Location, message: str) -> str:
        given = {**(result.partial_fingerprints or {}), **(result.fingerprints or {})}
        for name in sorted(given):
            value = given[name]
            if isinstance(value, str) and _BY_CONTENT.search(name) and _HASH.fullmatch(value):
                return f"{one_line(name, 80)}:{value}"
        words = re.sub(r"[0-9]+", "", message.lower())
        digest = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
        physical = location.physical_location
        snippet = physical.region.snippet if physical and physical.region else None
        if not (self._key and snippet and snippet.text):
            return f"message:{digest}"
        code = " ".join(snippet.text.split()).encode("utf-8", "replace")
        keyed = hmac.new(self._key, code, hashlib.sha256).hexdigest()[:32]
        return f"message:{digest}:{keyed}"

    def _failures(self) -> Iterator[Skip]:
        """What the tool says that it could not do, or does not say: its silence means nothing."""
        if self._run.results is None:
            detail = "a tool that looked and found nothing writes an empty list of results"
            yield Skip(path=self._where, cls=SkipClass.failed, reason="no-results", detail=detail)
        for number, invocation in enumerate(self._run.invocations or ()):
            where = f"{self._where}.invocations[{number}]"
            if invocation.execution_successful is False:
                yield Skip(path=where, cls=SkipClass.failed, reason="tool-failed", detail="its run failed")
            yield from self._notified(invocation, where)

    def _notified(self, invocation: Invocation, where: str) -> Iterator[Skip]:
        notifications = [
            *(invocation.tool_execution_notifications or ()),
            *(invocation.tool_configuration_notifications or ()),
        ]
        for item in notifications:
            if item.level != "error":
                continue
            text = (item.message.text or item.message.markdown or "") if item.message else ""
            yield Skip(
                path=self._noted_path(item.locations, where),
                cls=SkipClass.failed,
                reason="tool-error",
                detail=redacted(one_line(text, _MOST_MESSAGE)),
            )

    def _noted_path(self, locations: list[Location] | None, where: str) -> str:
        try:
            return self._places.place((locations or [Location()])[0].physical_location).path
        except Unplaced:
            return where


def _left_out(result: Result) -> tuple[SkipClass, str] | None:
    if result.kind in _NOT_FOUND:
        return SkipClass.not_applicable, _NOT_FOUND[result.kind]
    if result.baseline_state == "absent":
        return SkipClass.not_applicable, "absent"
    statuses = {item.status for item in result.suppressions or ()}
    if (statuses and not statuses & _OUT_OF_SIGHT) or result.suppression_states:
        return SkipClass.declared, "suppressed"
    return None


def _filled(text: str, arguments: list[str] | None) -> str:
    """The message as people read it: arguments put in, links and escapes replaced by their text."""
    values = arguments or []

    def value(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        index = int(match[1])
        return values[index][:_MOST_MESSAGE] if index < len(values) else match[0]

    if values:
        text = _PLACEHOLDER.sub(value, text)
    return _LINK.sub(r"\1", text).replace("\\[", "[").replace("\\]", "]")


def _symbol(location: Location) -> str:
    for logical in location.logical_locations or ():
        name = logical.fully_qualified_name or logical.name
        if name:
            return redacted(one_line(name, _MOST_SYMBOL))
    return redacted(one_line(location.fully_qualified_logical_name or "", _MOST_SYMBOL))


def _foreign(result: Result) -> dict[str, str]:
    given = {**(result.partial_fingerprints or {}), **(result.fingerprints or {})}
    kept = {one_line(name, 80): given[name] for name in sorted(given) if _is_token(given[name])}
    return dict(list(kept.items())[:_MOST_FOREIGN])


def _is_token(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MOST_SYMBOL and value.isprintable() and " " not in value
