"""What callers give is followed in long sums, in circles and in files of many functions."""

import time

import pytest
from code_world import detector, findings

MANY = 150


@pytest.fixture(scope="module")
def judge():
    return detector()


def rules(judge, text):
    return {one.rule for one in findings(judge, {"lib/a.js": text})}


def test_a_long_sum_is_followed_to_its_first_part(judge):
    parts = " + ' ' + ".join(["name", *(f"'{number}'" for number in range(20))])
    text = f"const {{ exec }} = require('child_process');\nexports.a = (name) => exec('x ' + {parts});\n"
    assert "code-composed-command" in rules(judge, text)


def test_variables_that_are_made_of_each_other_end(judge):
    text = """
const { exec } = require('child_process');
exports.a = function (name) {
  let one = '', two = '', pattern = /x/;
  for (;;) {
    one = two + one + one;
    two = one + two + two;
    pattern = name ? pattern : pattern;
    one += name;
    if (pattern.test(name)) break;
  }
  exec(two);
};
"""
    assert "code-composed-command" in rules(judge, text.replace("if (pattern.test(name)) break;", ""))
    # A test of it ends the way, and the circle of patterns is left.
    assert "code-composed-command" not in rules(judge, text)


def test_many_functions_that_call_one_another_are_judged_in_time(judge):
    calls = "\n".join(f"f{number}(target, source);" for number in range(MANY))
    functions = "\n".join(f"function f{number}(target, source) {{ {calls} }}" for number in range(MANY))
    merge = (
        "function merge(target, source) { for (const key in source) {"
        " if (isObject(source[key])) merge(target[key], source[key]); else target[key] = source[key]; } }"
    )
    begun = time.process_time()
    assert "code-merged-keys" in rules(judge, f"{functions}\n{merge}\nmodule.exports = {{ merge, f0 }};\n")
    assert time.process_time() - begun < 30
