import hashlib
import os

import bcrypt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.contrib.auth.hashers import make_password

SALT = b"pepper-and-salt"


def derive(password):
    return hashlib.pbkdf2_hmac("sha256", password, SALT, 600_000)  # expect: code-fixed-salt


def kdf():
    salt = b"\x00" * 16
    return PBKDF2HMAC(hashes.SHA256(), 32, salt, 600_000)  # expect: code-fixed-salt


def slow(password):
    return hashlib.scrypt(password, salt=b"shop", n=2**15, r=8, p=1)  # expect: code-fixed-salt


def django_style(password):
    return make_password(password, "seasalt")  # expect: code-fixed-salt


def derive_well(password, salt=None):
    salt = salt or os.urandom(16)
    return salt, hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)  # ok: code-fixed-salt


def kdf_well(row):
    return Scrypt(salt=row.salt, length=32, n=2**15, r=8, p=1)  # ok: code-fixed-salt


def django_well(password):
    return make_password(password)  # ok: code-fixed-salt


def crypt(password):
    return bcrypt.hashpw(password, bcrypt.gensalt())  # ok: code-fixed-salt
