SESSION_COOKIE_SECURE = False  # expect: code-insecure-cookie
CSRF_COOKIE_SECURE = True  # ok: code-insecure-cookie
