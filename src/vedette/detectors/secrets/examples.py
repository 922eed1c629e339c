"""Examples made at run time, so that no file of ours ever holds a credential.

A template is text in which `<alphabet:length>` stands for random characters, `<crc62>` for the checksum of
the characters since the last `_`, and `«` and `»` enclose the secret value. Three words are no alphabets:
`pem` is base64 in lines, `basic` a login in base64, `jwt` a whole token.
"""

from __future__ import annotations

import base64
import random
import re
import string

from vedette.detectors.secrets.checksums import crc62

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
}
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
    letters = ALPHABETS[alphabet]
    solid = [letter for letter in letters if letter.isalnum()]
    made = [chance.choice(letters) for _ in range(length)]
    made[0], made[-1] = chance.choice(solid), chance.choice(solid)
    return "".join(made)
