"""The bench is scripts in a folder, not a package: its modules are found there."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
