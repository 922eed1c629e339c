import time

import pytest

from vedette.analysis.program.interface import Layout
from vedette.languages.python.layout import create

TREE = [
    "setup.py",
    "app.py",
    "celery.py",
    "README.md",
    "shop/__init__.py",
    "shop/cart.py",
    "shop/cart.pyi",
    "shop/db/__init__.py",
    "shop/db/models.py",
    "shop/json.py",
    "both.py",
    "both/__init__.py",
    "tools/run.py",
    "tools/helper.py",
    "tools/json.py",
    "spaces/deep/mod.py",
    "spaces/deep/pack/__init__.py",
    "one/src/lib_one/__init__.py",
    "one/src/lib_one/core.py",
    "one/src/plain.py",
    "one/tests/test_core.py",
    "two/src/lib_one/__init__.py",
    "two/src/lib_one/core.py",
    "two/tests/test_core.py",
    "scattered/loose.py",
    "not-a-name/x-y.py",
]


@pytest.mark.parametrize(
    ("importer", "module", "level", "found"),
    [
        ("app.py", "shop.db.models", 0, "shop/db/models.py"),
        ("app.py", "shop", 0, "shop/__init__.py"),
        ("shop/db/models.py", "shop.cart", 0, "shop/cart.py"),
        # Relative.
        ("shop/db/models.py", "", 1, "shop/db/__init__.py"),
        ("shop/db/models.py", "cart", 2, "shop/cart.py"),
        ("shop/db/__init__.py", "models", 1, "shop/db/models.py"),
        ("shop/db/models.py", "", 2, "shop/__init__.py"),
        ("shop/db/models.py", "x", 9, ""),
        # Python 3 has no implicit relative imports; stubs are no modules.
        ("shop/cart.py", "cart", 0, ""),
        ("shop/cart.py", "json", 0, ""),
        # A script's own folder.
        ("tools/run.py", "helper", 0, "tools/helper.py"),
        ("tools/run.py", "json", 0, "tools/json.py"),
        ("tools/run.py", "shop.cart", 0, "shop/cart.py"),
        ("app.py", "helper", 0, ""),
        # A package is taken before a module of its name.
        ("app.py", "both", 0, "both/__init__.py"),
        # A file does not import itself: the library of its name is meant.
        ("celery.py", "celery", 0, ""),
        # Namespace packages have no file of their own.
        ("app.py", "spaces.deep.mod", 0, "spaces/deep/mod.py"),
        ("app.py", "spaces.deep.pack", 0, "spaces/deep/pack/__init__.py"),
        ("app.py", "spaces.deep", 0, ""),
        # Of several roots the nearest.
        ("one/tests/test_core.py", "lib_one.core", 0, "one/src/lib_one/core.py"),
        ("two/tests/test_core.py", "lib_one.core", 0, "two/src/lib_one/core.py"),
        ("two/src/lib_one/core.py", "lib_one", 0, "two/src/lib_one/__init__.py"),
        ("app.py", "lib_one.core", 0, "one/src/lib_one/core.py"),
        ("one/tests/test_core.py", "plain", 0, "one/src/plain.py"),
        # A loose script somewhere is not what others import.
        ("app.py", "loose", 0, ""),
        ("app.py", "requests", 0, ""),
    ],
)
def test_an_import_leads_where_python_goes(importer, module, level, found):
    layout: Layout = create(TREE)
    assert layout.find(importer, module, level) == found
    assert layout.find(importer, module, level) == found, "and again, from memory"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("shop/db/models.py", "shop.db.models"),
        ("shop/db/__init__.py", "shop.db"),
        ("one/src/lib_one/core.py", "lib_one.core"),
        ("app.py", "app"),
        ("not-a-name/x-y.py", ""),
        ("README.md", ""),
    ],
)
def test_a_file_is_known_by_its_package(path, name):
    assert create(TREE).module(path) == name


def test_the_answer_does_not_hang_on_the_order_of_paths():
    for importer in TREE:
        assert create(TREE).find(importer, "lib_one.core", 0) == create(TREE[::-1]).find(
            importer, "lib_one.core", 0
        )


def test_many_paths_are_laid_out_quickly():
    paths = [f"d{n % 97}/p{n % 1009}/q{n % 31}/m{n}.py" for n in range(45_000)]
    paths += [f"d{n % 97}/p{n % 1009}/__init__.py" for n in range(5_000)]
    start = time.process_time()
    layout = create(paths)
    spent = time.process_time() - start
    start = time.process_time()
    for n in range(0, 45_000, 10):
        layout.find(paths[n], f"p{n % 1009}.q1.m{n}", 0)
    assert spent < 0.5, spent
    assert time.process_time() - start < 1


def test_very_many_roots_of_one_name_are_not_all_tried():
    layout = create([f"r{n}/same/m{n}.py" for n in range(20_000)])
    start = time.process_time()
    for n in range(200):
        layout.find("x/y.py", f"same.z{n}", 0)
    assert time.process_time() - start < 2
