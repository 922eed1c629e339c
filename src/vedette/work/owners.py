"""Which CODEOWNERS counts for a run: that of the base of the change, read only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from vedette.model.errors import WorldError
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.model.owners import PLACES, CodeOwners
from vedette.policy.changes import policy_changed
from vedette.policy.interface import Policy
from vedette.sources.interface import Change, Source, Unexaminable

Content = Callable[[str], bytes | None]


def changed_codeowners(source: Source, change: Change | None) -> Iterator[Finding]:
    """What is to be said of each CODEOWNERS file that the change alters."""
    if change is None or not change.base:
        return
    before = {entry.path for entry in change.before}
    for path in PLACES:
        if path in change.touched or path in before:
            found = policy_changed(path, _at_base(source, change)(path), at_head(source)(path))
            if found is not None:
                yield found


def codeowners(
    source: Source, change: Change | None, policy: Policy, environment: Mapping[str, str]
) -> CodeOwners | None:
    """The CODEOWNERS file that counts: that of the base of the change where there is one.

    Args:
        source: of the run.
        change: under judgement.
        policy: whose `asking` counts.
        environment: of the job.

    Returns:
        None when there is no such file, or it cannot be read.
    """
    # Only for who has a finding to own: the hook waits for each module.
    from vedette.languages.codeowners import choice

    content = _at_base(source, change) if change is not None and change.base else at_head(source)
    platform = choice.platform_of(source.identity, environment)
    return choice.find(content, platform, policy.asking.dialect)


def at_head(source: Source) -> Content:
    """Reads files of what is scanned; None for what is not there, or is no regular file."""

    def content(path: str) -> bytes | None:
        reader = source.reader()
        try:
            return reader.read(Entry(path=path))
        except Unexaminable:
            return None
        finally:
            reader.close()

    return content


def _at_base(source: Source, change: Change) -> Content:
    def content(path: str) -> bytes | None:
        try:
            return source.base_file(change, path)
        except WorldError:
            # Owners are advice: a run is not stopped for want of them.
            return None

    return content
