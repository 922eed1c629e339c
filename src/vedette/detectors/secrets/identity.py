"""What a secret value is known by: a keyed hash, so that it can be recognised and not read."""

from __future__ import annotations

import hashlib
import hmac

from vedette.detectors.secrets.doubts import entropy
from vedette.detectors.secrets.places import place_class
from vedette.detectors.secrets.rulebook import Shape
from vedette.detectors.secrets.sightings import Sighting

_LABEL = b"vedette secret value v1\0"
_LENGTH = 32
# With fewer bits, a plain hash could be reversed by trying values.
_ENOUGH_BITS = 80.0


def subject(sighting: Sighting, shape: Shape, path: str, key: bytes) -> str:
    """The `Finding.subject` of a value.

    Args:
        sighting: the value with its name.
        shape: the rule's shape of value.
        path: where it was found.
        key: the identity key; b"" for none.

    Returns:
        With a key 32 hex digits of HMAC-SHA256. Without one, 32 hex digits of SHA-256 for what a machine
        made, and name and class of place for what a person may have chosen.
    """
    if key:
        return hmac.new(key, _LABEL + sighting.value, hashlib.sha256).hexdigest()[:_LENGTH]
    guessable = shape in {Shape.password, Shape.assignment}
    if guessable or entropy(sighting.value) * len(sighting.value) < _ENOUGH_BITS:
        return f"name:{sighting.name.lower()}:{place_class(path)}"
    return hashlib.sha256(_LABEL + sighting.value).hexdigest()[:_LENGTH]
