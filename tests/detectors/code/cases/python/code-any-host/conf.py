import os

ALLOWED_HOSTS = os.environ["HOSTS"].split(",")  # ok: code-any-host
