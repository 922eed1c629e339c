import os

UMASK = 0o077


def write_key(name, key):
    path = f"{name}.admin.keyring"
    temporary = path + ".new"
    with open(temporary, "w") as file:  # expect: code-readable-secret
        file.write(key)
    os.rename(temporary, path)


def write_token(token_file, token):
    with open(token_file, mode="wb") as file:  # expect: code-readable-secret
        file.write(token)


def write_well(name, key):
    before = os.umask(UMASK)
    with open(f"{name}.keyring", "w") as file:  # ok: code-readable-secret
        file.write(key)
    os.umask(before)


def write_public(name, key):
    with open(f"{name}.public.pem", "w") as file:  # ok: code-readable-secret
        file.write(key)


def read_key(key_file):
    with open(key_file) as file:  # ok: code-readable-secret
        return file.read()


def write_report(name, text):
    with open(f"{name}.keywords.txt", "w") as file:  # ok: code-readable-secret
        file.write(text)
