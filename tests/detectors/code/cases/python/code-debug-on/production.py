import os

DEBUG = os.environ.get("DEBUG") == "1"  # ok: code-debug-on
