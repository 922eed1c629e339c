import os
import secrets

from Crypto.Cipher import AES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IV = b"0123456789abcdef"


def seal(key, data):
    return AES.new(key, AES.MODE_CBC, IV).encrypt(data)  # expect: code-fixed-iv


def seal_named(key, data):
    return AES.new(key, AES.MODE_GCM, nonce=b"\x00" * 12).encrypt(data)  # expect: code-fixed-iv


def seal_object(key):
    nonce = b"sixteen bytes iv"
    return Cipher(algorithms.AES(key), modes.CBC(nonce)).encryptor()  # expect: code-fixed-iv


def seal_aead(key, data):
    box = AESGCM(key)
    return box.encrypt(b"twelve bytes", data, None)  # expect: code-fixed-iv


def seal_well(key, data):
    nonce = os.urandom(16)
    return nonce + AES.new(key, AES.MODE_CBC, nonce).encrypt(data)  # ok: code-fixed-iv


def seal_aead_well(key, data):
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, data, b"context")  # ok: code-fixed-iv


def open_well(key, blob):
    return AES.new(key, AES.MODE_CBC, blob[:16]).decrypt(blob[16:])  # ok: code-fixed-iv


def seal_drawn(key, data):
    cipher = AES.new(key, AES.MODE_GCM)  # ok: code-fixed-iv
    return cipher.nonce, cipher.encrypt_and_digest(data)
