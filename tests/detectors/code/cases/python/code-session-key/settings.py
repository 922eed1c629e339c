import os

SECRET_KEY = "dev" + "-only"  # expect: code-session-key
SECRET_KEY_FALLBACKS = [os.environ["OLD_KEY"]]  # ok: code-session-key
