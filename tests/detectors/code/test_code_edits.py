"""Edits that mend what is found: before and after for each rule that has some, and what is left to people."""

import ast

import msgspec
import pytest
from code_world import detector, findings

from vedette import index
from vedette.detectors.code.rulebook import definition
from vedette.languages.text import decode
from vedette.model.edit import digest_of

FLASK = "from flask import Flask, request, make_response\napp = Flask(__name__)\n"
COOKIE = "from flask import make_response, request\n\ndef view():\n    response = make_response('x')\n    "

# Rule, path, program, what is there before, and after.
CASES = [
    ("code-unsafe-yaml", "import yaml\ndef f(x):\n    return {}\n", "yaml.load(x)", "yaml.safe_load(x)"),
    (
        "code-unsafe-yaml",
        "import yaml as y\ndef f(x):\n    return {}\n",
        "y.load(x, Loader=y.FullLoader)",
        "y.load(x, Loader=y.SafeLoader)",
    ),
    (
        "code-unsafe-yaml",
        "import yaml\ndef f(x):\n    return {}\n",
        "yaml.load_all(x, yaml.CLoader)",
        "yaml.load_all(x, yaml.CSafeLoader)",
    ),
    (
        "code-tls-unverified",
        "import requests\n{}\n",
        'requests.get("https://a.example", verify=False)',
        'requests.get("https://a.example")',
    ),
    (
        "code-tls-unverified",
        "import requests\n{}\n",
        'requests.get(verify=False, url="https://a.example")',
        'requests.get(url="https://a.example")',
    ),
    (
        "code-tls-unverified",
        "import requests\n{}\n",
        'requests.post(\n    "https://ä.example",  # ü\n    timeout=3, verify=False,\n)',
        'requests.post(\n    "https://ä.example",  # ü\n    timeout=3,\n)',
    ),
    (
        "code-tls-unverified",
        "import ssl\nc = {}\n",
        "ssl._create_unverified_context()",
        "ssl.create_default_context()",
    ),
    (
        "code-tls-unverified",
        "import ssl\nssl._create_default_https_context = {}\n",
        "ssl._create_unverified_context",
        "ssl.create_default_context",
    ),
    (
        "code-old-tls",
        "import ssl\nc = ssl.create_default_context()\nc.minimum_version = {}\n",
        "ssl.TLSVersion.TLSv1",
        "ssl.TLSVersion.TLSv1_2",
    ),
    (
        "code-ssh-host-unchecked",
        "import paramiko\nc = paramiko.SSHClient()\n{}\n",
        "c.set_missing_host_key_policy(paramiko.AutoAddPolicy())",
        "c.set_missing_host_key_policy(paramiko.RejectPolicy())",
    ),
    (
        "code-jwt-unverified",
        "import jwt\ndef f(t, k):\n    return {}\n",
        "jwt.decode(t, k, verify=False)",
        "jwt.decode(t, k, verify=True)",
    ),
    ("code-debug-on", FLASK + "{}\n", "app.run(debug=True)", "app.run(debug=False)"),
    ("code-debug-on", FLASK + "{}\n", "app.debug = True", "app.debug = False"),
    (
        "code-insecure-cookie",
        COOKIE + "{}\n    return response\n",
        'response.set_cookie("lang", request.args["l"])',
        'response.set_cookie("lang", request.args["l"], secure=True)',
    ),
    (
        "code-insecure-cookie",
        COOKIE + "{}\n    return response\n",
        'response.set_cookie("lang", request.args["l"], secure=False,)',
        'response.set_cookie("lang", request.args["l"], secure=True,)',
    ),
    (
        "code-script-cookie",
        COOKIE + "{}\n    return response\n",
        'response.set_cookie("session", request.args["l"], secure=True, httponly=False)',
        'response.set_cookie("session", request.args["l"], secure=True, httponly=True)',
    ),
    (
        "code-cross-site-cookie",
        COOKIE + "{}\n    return response\n",
        'response.set_cookie("session", request.args["l"], samesite="None", secure=True)',
        'response.set_cookie("session", request.args["l"], samesite="Lax", secure=True)',
    ),
    (
        "code-csrf-off",
        FLASK + "{}\n",
        'app.config["WTF_CSRF_ENABLED"] = False',
        'app.config["WTF_CSRF_ENABLED"] = True',
    ),
    (
        "code-autoescape-off",
        "import jinja2\ne = {}\n",
        "jinja2.Environment(autoescape=False)",
        "jinja2.Environment(autoescape=True)",
    ),
    (
        "code-xml-entities",
        "from lxml import etree\np = {}\n",
        "etree.XMLParser(resolve_entities=True)",
        "etree.XMLParser(resolve_entities=False)",
    ),
    (
        "code-deserializer-use",
        "import numpy\ndef f(x):\n    return {}\n",
        "numpy.load(x, allow_pickle=True)",
        "numpy.load(x, allow_pickle=False)",
    ),
    (
        "code-weak-random",
        "import os, random as r\ndef f():\n    password = {}\n    return password\n",
        "r.choices('abc', k=9)",
        "r.SystemRandom().choices('abc', k=9)",
    ),
]
# What replaces all that is there.
WHOLE = {"rename-call", "bind-values", "add-argument", "split-command", "compare"}
LEFT = [
    ("code-unsafe-yaml", "import yaml\nL = yaml.Loader\ndef f(x):\n    return yaml.load(x, Loader=L)\n"),
    ("code-tls-unverified", "import requests\nv = False\nrequests.get('https://a.example', verify=v)\n"),
    (
        "code-tls-unverified",
        "import requests\nrequests.get('https://a.example',  # why\n    verify=False)\n",
    ),
    ("code-tls-unverified", "import ssl\nc = ssl._create_unverified_context(check_hostname=False)\n"),
    (
        "code-insecure-cookie",
        COOKIE + "s = False\n    response.set_cookie('l', request.args['l'], secure=s)\n",
    ),
    ("code-debug-on", FLASK + "on = True\napp.run(debug=on)\n"),
    (
        "code-weak-random",
        "import random\nsecrets = 1\ndef f():\n    from random import choice\n    password = choice('abc')\n",
    ),
]


@pytest.fixture(scope="module")
def judge():
    return detector()


def of_rule(judge, rule, text, path="settings/web.py"):
    return [one for one in findings(judge, {path: text}) if one.rule == rule]


def mended(text, edits):
    data = decode("x.py", text.encode()).data
    assert {edit.digest for edit in edits} == {digest_of(data)}
    for edit in sorted(edits, reverse=True):
        data = data[: edit.start] + edit.new.encode() + data[edit.end :]
    return data.decode()


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("rule", "program", "before", "after"), CASES, ids=lambda value: str(value)[:40])
def test_a_finding_is_mended_and_gone(judge, rule, program, before, after, ends):
    text = program.format(before).replace("\n", ends)
    (found,) = of_rule(judge, rule, text)
    changed = mended(text, found.edits)
    assert changed == program.format(after).replace("\n", ends)
    ast.parse(changed)
    assert of_rule(judge, rule, changed) == []


@pytest.mark.parametrize(("rule", "text"), LEFT)
def test_what_is_not_plain_is_left_to_people(judge, rule, text):
    found = of_rule(judge, rule, text)
    assert found
    assert [one.edits for one in found] == [()] * len(found)


RANDOM = '"""import random\n\nimport random\n"""\n{}\n\ndef f():\n    password = random.choice("abc")\n'


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("import random", "import random\nimport secrets"),
        ("import random; x = 1  # why\ny = 2", "import random; x = 1  # why\nimport secrets\ny = 2"),
        ("import os, \\\n    random", "import os, \\\n    random\nimport secrets"),
        ("import random\nimport secrets", "import random\nimport secrets"),
    ],
)
def test_an_import_is_added_beside_that_of_the_module(judge, head, after):
    text = RANDOM.format(head)
    (found,) = of_rule(judge, "code-weak-random", text)
    assert mended(text, found.edits) == RANDOM.format(after).replace(
        '= random.choice("', '= secrets.choice("'
    )


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("import os\nimport random\nimport time", "import os\nimport random\nimport secrets\nimport time"),
        ("import random\nimport re\n\nimport x", "import random\nimport re\nimport secrets\n\nimport x"),
        ("import time\nimport random", "import time\nimport random\nimport secrets"),
    ],
)
def test_an_import_keeps_the_order_of_its_block(judge, head, after):
    text = RANDOM.format(head)
    (found,) = of_rule(judge, "code-weak-random", text)
    assert mended(text, found.edits) == RANDOM.format(after).replace(
        '= random.choice("', '= secrets.choice("'
    )


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("from random import choice", "import secrets\nfrom random import choice"),
        ("import os\nfrom random import choice", "import os\nimport secrets\nfrom random import choice"),
        ("import time\nfrom random import choice", "import secrets\nimport time\nfrom random import choice"),
    ],
)
def test_an_import_is_added_for_a_name_that_was_imported(judge, head, after):
    text = f'{head}\n\ndef f():\n    password = choice("abc")\n'
    (found,) = of_rule(judge, "code-weak-random", text)
    assert mended(text, found.edits) == f'{after}\n\ndef f():\n    password = secrets.choice("abc")\n'


@pytest.mark.parametrize(
    ("head", "body", "after"),
    [
        ("from yaml import load", "load(x)", "from yaml import safe_load"),
        ("from yaml import dump, load", "load(x)", "from yaml import dump, safe_load"),
        ("from yaml import load", "load(x), load", "from yaml import load, safe_load"),
        ("from yaml import load, safe_load", "load(x)", "from yaml import load, safe_load"),
        ("from yaml import load, z", "load(x), load, z", "from yaml import load, safe_load, z"),
        (
            "from yaml import (\n    dump,\n    load,\n)",
            "load(x), load",
            "from yaml import (\n    dump,\n    load,\n    safe_load,\n)",
        ),
    ],
)
def test_a_name_joins_those_of_its_module(judge, head, body, after):
    text = f"{head}\ndef f(x):\n    return {body}\n"
    (found,) = of_rule(judge, "code-unsafe-yaml", text)
    changed = body.replace("load(x)", "safe_load(x)", 1)
    assert mended(text, found.edits) == f"{after}\ndef f(x):\n    return {changed}\n"


@pytest.mark.parametrize("taken", ["safe_load = 1", "def safe_load(): pass", "from x import *"])
def test_a_name_that_is_taken_joins_nothing(judge, taken):
    text = f"from yaml import load\n{taken}\ndef f(x):\n    return load(x)\n"
    (found,) = of_rule(judge, "code-unsafe-yaml", text)
    assert found.edits == ()


@pytest.mark.parametrize(
    "taken", ["secrets = {}", "def secrets(): pass", "from x import *", "import a as secrets"]
)
def test_a_name_that_is_taken_is_not_imported_over(judge, taken):
    text = RANDOM.format(f"import random\n{taken}")
    (found,) = of_rule(judge, "code-weak-random", text)
    assert mended(text, found.edits) == RANDOM.format(f"import random\n{taken}").replace(
        '= random.choice("', '= random.SystemRandom().choice("'
    )


def test_two_edits_at_one_place_are_each_whole(judge):
    text = COOKIE + "response.set_cookie('session', request.args['l'])\n    return response\n"
    found = [one for one in findings(judge, {"a.py": text}) if one.edits]
    assert {one.rule for one in found} >= {"code-insecure-cookie", "code-script-cookie"}
    assert {edit.new for one in found for edit in one.edits} == {", secure=True", ", httponly=True"}


def test_positions_of_edits_are_in_code_points(judge):
    text = "import requests\nä = 'ü'; requests.get('https://ö.example', verify=False)\n"
    (found,) = of_rule(judge, "code-tls-unverified", text)
    (edit,) = found.edits
    line = text.split("\n")[1]
    assert line[edit.begins.column - 1 : edit.ends.column - 1] == ", verify=False"
    assert edit.begins.line == edit.ends.line == 2


def test_every_recipe_is_of_the_vocabulary():
    rules = 0
    for entry in index.load()["rules"].values():
        if entry["kind"] != "code":
            continue
        recipes = definition(entry).edits
        rules += bool(recipes)
        for recipe in recipes:
            assert recipe.names
            assert recipe.operations
            for one in recipe.operations:
                assert one.to.isascii()
                assert one.absent or one.old or one.does in WHOLE
    assert rules >= 10


@pytest.mark.parametrize("wrong", [{"does": "x"}, {"does": "set-value", "too": "y"}])
def test_a_recipe_that_is_mistyped_is_refused(wrong):
    entry = next(one for one in index.load()["rules"].values() if one.get("edit"))
    with pytest.raises(msgspec.ValidationError):
        definition({**entry, "edit": [{"names": ["x"], "operations": [wrong]}]})
