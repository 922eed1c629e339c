"""What a function encrypts another one of its class or file signs."""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class Sealed:
    def __init__(self, key, other):
        self.key = key
        self.other = other

    def close(self, data):
        start = os.urandom(16)
        made = Cipher(algorithms.AES(self.key), modes.CTR(start)).encryptor()  # ok: code-unauthenticated-cipher
        body = start + made.update(data) + made.finalize()
        return self.tag(body) + body

    def tag(self, body):
        return hmac.new(self.other, body, hashlib.sha256).digest()


class Open:
    def __init__(self, key):
        self.key = key

    def close(self, data):
        start = os.urandom(16)
        made = Cipher(algorithms.AES(self.key), modes.CTR(start)).encryptor()  # expect: code-unauthenticated-cipher
        return start + made.update(data) + made.finalize()
