"""What an answer rests on: the same whether others were found before it or not."""

import pytest
from code_world import Tree, detector

USER = "import hashlib\nfrom middle import {0}\n\n\ndef f{1}(x):\n    return hashlib.new({2}, x)\n"
PROGRAMS = {
    "a constant that a module between gives on": {
        "first.py": 'NAME = "md5"\n',
        "middle.py": "from first import NAME\n",
        **{f"user{one}.py": USER.format("NAME", one, "NAME") for one in range(3)},
    },
    "a class that a folder gives on": {
        "first/__init__.py": "from .inner import Names\n",
        "first/inner.py": 'class Names:\n    NAME = "md5"\n',
        "middle.py": "from first import Names\n",
        **{f"user{one}.py": USER.format("Names", one, "Names.NAME") for one in range(3)},
    },
    "a type that is declared elsewhere": {
        "types_of.py": "import uuid\nKey = uuid.UUID\n",
        "middle.py": "from types_of import Key\n\n\nclass Row:\n    key: Key\n",
        **{
            f"user{one}.py": "import os\nfrom middle import Row\n\ndef f(row: Row):\n    os.system(row.key)\n"
            for one in range(3)
        },
    },
    "modules that import each other": {
        "left.py": 'import right\nNAME = "md5"\nOTHER = right.OTHER\n',
        "right.py": 'import left\nOTHER = "sha1"\n',
        "user0.py": "import hashlib, left\nhashlib.new(left.OTHER)\n",
        "user1.py": "import hashlib, right\nhashlib.new(right.OTHER)\n",
        "user2.py": "import hashlib, left\nhashlib.new(left.NAME)\n",
    },
}


@pytest.fixture(scope="module")
def judge():
    return detector()


@pytest.mark.parametrize("name", PROGRAMS)
def test_an_answer_rests_on_the_same_alone(judge, name):
    tree = Tree(judge, PROGRAMS[name])
    starts = [path for path in tree.paths if path.startswith("user")]
    together = list(judge.judge(tree, starts))
    assert len(together) == len(starts)
    assert any(len(one.used) > 2 for one in together)
    for one in together:
        (alone,) = judge.judge(tree, [one.start])
        assert (one.findings, one.used, one.missing) == (alone.findings, alone.used, alone.missing)
