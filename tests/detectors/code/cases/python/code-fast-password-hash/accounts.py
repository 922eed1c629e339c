import hashlib
import os

import argon2
from django.contrib.auth.hashers import make_password
from passlib.hash import argon2 as slow
from passlib.hash import md5_crypt
from werkzeug.security import generate_password_hash


class Account:
    def __init__(self, name):
        self.name = name
        self.stored = b""

    def set_password(self, password):
        self.stored = hashlib.sha256(password.encode()).digest()  # expect: code-fast-password-hash

    def check_password(self, password):
        return hashlib.sha256(password.encode("utf-8")).digest() == self.stored  # expect: code-fast-password-hash


def old_style(form):
    password_hash = hashlib.sha1(form["password"].encode()).hexdigest()  # expect: code-fast-password-hash
    return password_hash


def crypted(text):
    return md5_crypt.hash(text)  # expect: code-fast-password-hash


def quick(text):
    return generate_password_hash(text, method="sha256")  # expect: code-fast-password-hash


def imported(text):
    return make_password(text, hasher="unsalted_md5")  # expect: code-fast-password-hash


def stored(password):
    return argon2.PasswordHasher().hash(password)  # ok: code-fast-password-hash


def derived(password):
    return hashlib.scrypt(password.encode(), salt=os.urandom(16), n=2**17, r=8, p=1)  # ok: code-fast-password-hash


def pwned_prefix(password):
    return hashlib.sha1(password.encode()).hexdigest()[:5]  # ok: code-fast-password-hash


def by_library(text):
    return [slow.hash(text), generate_password_hash(text), make_password(text)]  # ok: code-fast-password-hash


def content_id(document):
    return hashlib.sha256(document.encode()).hexdigest()  # ok: code-fast-password-hash
