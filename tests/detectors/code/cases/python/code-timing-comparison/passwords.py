import hmac


def is_user(user, password):
    return user.password == password  # expect: code-timing-comparison


def is_allowed(request, keys):
    basic_auth = request.headers.get("Authorization")
    if basic_auth not in keys.basic_auth:  # expect: code-timing-comparison
        raise PermissionError
    return True


def is_user_well(user, password):
    return hmac.compare_digest(user.password, password)  # ok: code-timing-comparison


def repeated(password, password_confirm):
    return password == password_confirm  # ok: code-timing-comparison


def is_given(password):
    return password != ""  # ok: code-timing-comparison
