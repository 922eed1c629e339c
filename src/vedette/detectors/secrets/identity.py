"""What a secret value is known by: a keyed hash, so that it can be recognised and not read."""

from __future__ import annotations

import hashlib
import hmac

from vedette.detectors.secrets.places import place_class
from vedette.detectors.secrets.sightings import Sighting

_LABEL = b"vedette secret value v1\0"
_LENGTH = 32


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
