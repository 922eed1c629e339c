import os

ALLOWED_HOSTS = ["*"]  # expect: code-any-host
