import sys
from pathlib import Path

# The forges that comments are written to.
sys.path.append(str(Path(__file__).resolve().parents[1] / "feedback" / "pull_requests"))
