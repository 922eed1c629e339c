"""The finite run. `scan` is its page; history and other tools' reports end in the same conclusion."""

from vedette.pipeline.history import scan_history
from vedette.pipeline.reports import import_report
from vedette.pipeline.scan import scan
from vedette.work.plan import Request

__all__ = ["Request", "import_report", "scan", "scan_history"]
