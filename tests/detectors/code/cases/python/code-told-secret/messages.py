from urllib.parse import quote


def failed(name, password):
    return "Account {} was made but its password is still {}".format(name, password)  # expect: code-told-secret


def changed(name, new_password):
    return f"The password of user {name} is now {new_password}"  # expect: code-told-secret


def told(name, password):
    return "Account {} was made with a password of {} letters".format(
        name, len(password)
    )  # ok: code-told-secret


def statement(name, password):
    return f"ALTER USER {name} WITH PASSWORD '{password}'"  # ok: code-told-secret


def find(client, account, token):
    path = quote("/v1/%s/.token_%s" % (account, token))  # expect: code-told-secret
    return client.get(path)


def ask(session, key, access_token):
    return session.get(f"https://api.example.com/{key}?access_token={access_token}")  # expect: code-told-secret


def ask_well(session, key, access_token):
    return session.get(
        f"https://api.example.com/{key}", headers={"Authorization": access_token}
    )  # ok: code-told-secret


def cached(cache, prefix, token):
    return cache.get("%s/auth/%s" % (prefix, token))  # ok: code-told-secret
