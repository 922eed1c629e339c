"""Leave to loosen one rule is no leave for another whose name begins alike."""

import pytest

from vedette.settings.extends_value import is_allowed


@pytest.mark.parametrize(
    ("key", "loosen", "allowed"),
    [
        ('rules."foo.bar".severity', 'rules."foo"', False),
        ('rules."foo.bar".severity', "rules.foo", False),
        ('rules."foo.bar".severity', 'rules."foo.bar"', True),
        ("rules.foo.severity", 'rules."foo"', True),
        ("rules.foo.severity", "rules", True),
        ("rules.foobar.severity", "rules.foo", False),
        ("due.critical", "due", True),
        ("due.critical", "due.high", False),
    ],
)
def test_it_holds_for_the_key_and_what_is_in_it(key, loosen, allowed):
    assert is_allowed(key, [loosen]) is allowed
