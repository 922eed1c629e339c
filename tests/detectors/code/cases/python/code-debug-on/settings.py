"""Settings of a Django project."""

import os

DEBUG = True  # expect: code-debug-on
TEMPLATE_DEBUG = True  # ok: code-debug-on
ROOT_URLCONF = "shop.urls"
