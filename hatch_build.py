"""Build hook: compiles rules, detectors, verbs and formats into `vedette/_index.json`."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the index before the wheel is packed, so that nothing is registered by hand."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the index from the source tree.

        Args:
            version: hatchling's name of the build variant; not used.
            build_data: hatchling's build data; not changed, the artefact is declared in pyproject.toml.
        """
        package = Path(self.root) / "src" / "vedette"
        spec = importlib.util.spec_from_file_location("vedette_index", package / "index.py")
        if spec is None or spec.loader is None:
            raise RuntimeError("src/vedette/index.py cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.write(package)
