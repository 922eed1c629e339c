import hashlib
import os

import bcrypt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from Crypto.Protocol.KDF import PBKDF2

ROUNDS = 1000


def derive(password, salt):
    return hashlib.pbkdf2_hmac("sha256", password, salt, ROUNDS)  # expect: code-password-work


def kdf(salt):
    return PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=salt, iterations=10_000)  # expect: code-password-work


def defaults(password, salt):
    return PBKDF2(password, salt, 32)  # expect: code-password-work


def crypt(password):
    return bcrypt.hashpw(password, bcrypt.gensalt(4))  # expect: code-password-work


def memory(password, salt):
    return hashlib.scrypt(password, salt=salt, n=1024, r=8, p=1)  # expect: code-password-work


def derive_well(password, salt):
    return hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)  # ok: code-password-work


def kdf_well(salt, rounds):
    return PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=salt, iterations=rounds)  # ok: code-password-work


def crypt_well(password):
    return bcrypt.hashpw(password, bcrypt.gensalt())  # ok: code-password-work


def memory_well(password):
    return hashlib.scrypt(password, salt=os.urandom(16), n=2**15, r=8, p=1)  # ok: code-password-work
