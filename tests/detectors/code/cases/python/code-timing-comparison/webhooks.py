import hashlib
import hmac


def verify(key, body, signature):
    expected = hmac.new(key, body, hashlib.sha256).hexdigest()
    return expected == signature  # expect: code-timing-comparison


def verify_header(key, request):
    mac = hmac.new(key, request.body, "sha256")
    if request.headers["X-Signature"] != mac.hexdigest():  # expect: code-timing-comparison
        raise PermissionError
    return True


def verify_inline(key, body, given):
    return given == "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()  # expect: code-timing-comparison


def verify_digest(key, body, given):
    if hmac.digest(key, body, "sha256") == given:  # expect: code-timing-comparison
        return True
    return False


def verify_well(key, body, signature):
    expected = hmac.new(key, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)  # ok: code-timing-comparison


def same_length(key, body, signature):
    expected = hmac.new(key, body, hashlib.sha256).hexdigest()
    return len(expected) == len(signature)  # ok: code-timing-comparison


def same_file(first, second):
    return hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()  # ok: code-timing-comparison
