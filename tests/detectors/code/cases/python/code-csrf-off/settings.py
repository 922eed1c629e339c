WTF_CSRF_ENABLED = False  # expect: code-csrf-off
WTF_CSRF_TIME_LIMIT = 3600  # ok: code-csrf-off
