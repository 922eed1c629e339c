CORS_ALLOW_ALL_ORIGINS = True  # expect: code-cors-any-origin
CORS_ALLOW_CREDENTIALS = True  # ok: code-cors-any-origin
