"""What a secret value is known by: a keyed hash, so that it can be recognised and not read."""

from __future__ import annotations

import hashlib
import hmac

from vedette.detectors.secrets import doubts
from vedette.detectors.secrets.places import place_class
from vedette.detectors.secrets.rulebook import Definition
from vedette.detectors.secrets.sightings import Sighting

_LABEL = b"vedette secret value v1\0"
_LENGTH = 32
# A domain of its own: what waivers hold can be compared with waivers only.
_PORTABLE = b"vedette portable value v1\0"
# From this length and content on nobody guesses a value, though its format is one that people fill as well.
_SAFE_LENGTH = 24
_SAFE_BITS = 96


def subject(sighting: Sighting, path: str, key: bytes, *, guessable: bool) -> str:
    """The `Finding.subject` of a value.

    Args:
        sighting: the value with its name.
        path: where it was found.
        key: the identity key; b"" for none.
        guessable: whether a person may have chosen the value.

    Returns:
        With a key 32 hex digits of HMAC-SHA256. Without one, 32 hex digits of SHA-256 for what a machine
        made, and name and class of place for what a person may have chosen.
    """
    if key:
        return hmac.new(key, _LABEL + sighting.value, hashlib.sha256).hexdigest()[:_LENGTH]
    if guessable:
        return f"name:{sighting.name.lower()}:{place_class(path)}"
    return hashlib.sha256(_LABEL + sighting.value).hexdigest()[:_LENGTH]


def portable(sighting: Sighting, definition: Definition) -> str:
    """The `Finding.portable` of a value: the same on every machine, and no help in guessing it.

    Args:
        sighting: the value with its name.
        definition: the rule that found it.

    Returns:
        `value:` and 32 hex digits of SHA-256 for what a machine made, else `name:` and the name.
    """
    if definition.guessable and not _is_safe(sighting.value, definition):
        return f"name:{sighting.name.lower()}"
    return f"value:{hashlib.sha256(_PORTABLE + sighting.value).hexdigest()[:_LENGTH]}"


def _is_safe(value: bytes, definition: Definition) -> bool:
    bits = doubts.entropy(value) * len(value)
    is_long = len(value) >= _SAFE_LENGTH and bits >= _SAFE_BITS
    return is_long and not definition.decoded and doubts.is_random(value)
