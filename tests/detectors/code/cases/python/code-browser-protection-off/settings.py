SECURE_CONTENT_TYPE_NOSNIFF = False  # expect: code-browser-protection-off
X_FRAME_OPTIONS = "ALLOWALL"  # expect: code-browser-protection-off
SECURE_REFERRER_POLICY = "same-origin"  # ok: code-browser-protection-off
