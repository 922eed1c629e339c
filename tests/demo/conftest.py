"""What the tests of the demo share: its scripts, loaded as they are run."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def load_script() -> Callable[[str], ModuleType]:
    """Loads `demo/NAME.py`, which finds its neighbours as it does when it is run."""

    def load(name: str) -> ModuleType:
        folder = str(ROOT / "demo")
        sys.path.insert(0, folder)
        try:
            spec = importlib.util.spec_from_file_location(f"demo_{name}", ROOT / "demo" / f"{name}.py")
            assert spec
            assert spec.loader
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(folder)
        return module

    return load
