"""How sure a finding is of itself."""

import pytest
from code_world import detector, findings

from vedette.model.rule import Confidence


@pytest.mark.parametrize(
    ("given", "confidence"),
    [("False", Confidence.high), ("False if offline else True", Confidence.medium)],
)
def test_a_constant_that_is_only_one_of_several_is_less_sure(given, confidence):
    call = "return requests.get(url, verify=check)"
    text = f"import requests\n\ndef get(url, offline):\n    check = {given}\n    {call}\n"
    found = [one for one in findings(detector(), {"a.py": text}) if one.rule == "code-tls-unverified"]
    assert [one.confidence for one in found] == [confidence]
