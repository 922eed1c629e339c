"""Examples made at run time, so that no file of ours ever holds a credential.

A template is text in which `<alphabet:length>` stands for random characters, `<crc62>` for the checksum of
the characters since the last `_`, and `«` and `»` enclose the secret value. The words of `MADE` are
no alphabets: `pem` is base64 in lines, `basic` a login in base64, `jwt` a whole token, and the others are
keys with their checksums, or for `bytes` so many numbers of a byte.
"""

from __future__ import annotations

import base64
import random
import re
import string

from vedette.detectors.secrets.checksums import base58check, crc16, crc62, phrase

ALPHABETS = {
    "digit": string.digits,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "lower": string.ascii_lowercase,
    "UPPER": string.ascii_uppercase,
    "letter": string.ascii_letters,
    "b36": string.ascii_lowercase + string.digits,
    "B36": string.ascii_uppercase + string.digits,
    "b32": string.ascii_uppercase + "234567",
    "b62": string.ascii_letters + string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "b64u": string.ascii_letters + string.digits + "-_",
    "bech32": "023456789ACDEFGHJKLMNPQRSTUVWXYZ",
    "bech": "023456789acdefghjklmnpqrstuvwxyz",
    "b58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
}
MADE = frozenset({"pem", "basic", "jwt", "wif", "xprv", "edsk", "stellar", "nkey", "words", "bytes"})
# What stands before and after the random bytes: versions, and that a public key is compressed.
_BASE58_VERSIONS = {
    "wif": (b"\x80", b"\x01"),
    "xprv": (b"\x04\x88\xad\xe4", b""),
    "edsk": (b"\x0d\x0f\x3a\x07", b""),
}
_BASE32_VERSIONS = {"stellar": b"\x90", "nkey": b"\x95\x00"}
_SLOT = re.compile(r"<(\w+):(\d+)>|<crc62>")


def example(template: str, chance: random.Random) -> tuple[str, str]:
    """Make an example from its template.

    Args:
        template: see the module.
        chance: source of randomness.

    Returns:
        The text, and the secret value in it.
    """
    filled = ""
    at = 0
    for slot in _SLOT.finditer(template):
        filled += template[at : slot.start()]
        filled += _characters(slot[1], int(slot[2]), chance) if slot[1] else crc62(filled.rpartition("_")[2])
        at = slot.end()
    filled += template[at:]
    before, _, rest = filled.partition("«")
    secret, _, after = rest.partition("»")
    return before + secret + after, secret


def _characters(alphabet: str, length: int, chance: random.Random) -> str:
    """Random characters, in key material broken into lines; starts and ends with no sign."""
    if alphabet == "basic":
        return base64.b64encode(f"shop:{_characters('b62', length, chance)}".encode()).decode()
    if alphabet == "jwt":
        parts = ('{"alg":"HS256","typ":"JWT"}', f'{{"sub":"{_characters("b62", length, chance)}"}}')
        encoded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
        return ".".join([*encoded, _characters("b64u", length, chance)])
    if alphabet == "pem":
        body = _characters("b64", length, chance)
        return "\n".join(body[at : at + 64] for at in range(0, length, 64))
    if alphabet in MADE:
        return _key(alphabet, length, chance)
    letters = ALPHABETS[alphabet]
    solid = [letter for letter in letters if letter.isalnum()]
    made = [chance.choice(letters) for _ in range(length)]
    made[0], made[-1] = chance.choice(solid), chance.choice(solid)
    return "".join(made)


def _key(kind: str, length: int, chance: random.Random) -> str:
    """A key with its checksum: `length` is the number of random bytes."""
    body = chance.randbytes(length)
    if kind == "words":
        return phrase(body)
    if kind == "bytes":
        return ", ".join(map(str, body))
    if kind in _BASE32_VERSIONS:
        payload = _BASE32_VERSIONS[kind] + body
        return base64.b32encode(payload + crc16(payload)).decode().rstrip("=")
    before, after = _BASE58_VERSIONS[kind]
    return base58check(before + body + after)
