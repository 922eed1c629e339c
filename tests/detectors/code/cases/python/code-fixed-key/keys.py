import hashlib
import hmac
import os

import jwt
from Crypto.Cipher import AES
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from itsdangerous import URLSafeTimedSerializer

KEY = b"sixteen" + b" byte key"


def seal(data):
    return AES.new(KEY, AES.MODE_GCM).encrypt_and_digest(data)  # expect: code-fixed-key


def issue(claims):
    return jwt.encode(claims, "shop" + "-signs-" + "this", algorithm="HS256")  # expect: code-fixed-key


def serializer():
    return URLSafeTimedSerializer("one" + "-two-" + "three")  # expect: code-fixed-key


def aead():
    return AESGCM(b"0" * 32)  # expect: code-fixed-key


def mac(message):
    return hmac.new(b"shop" + b"-mac", message, hashlib.sha256).hexdigest()  # expect: code-fixed-key


def seal_well(data):
    return Fernet(os.environ["FERNET_KEY"]).encrypt(data)  # ok: code-fixed-key


def issue_well(app, claims):
    return jwt.encode(claims, app.config["JWT_KEY"], algorithm="HS256")  # ok: code-fixed-key


def mac_well(key, message):
    return hmac.new(key, message, hashlib.sha256).hexdigest()  # ok: code-fixed-key


def hkdf_extract(material):
    return hmac.new(b"label", material, hashlib.sha256).digest()  # ok: code-fixed-key


def aead_well():
    return AESGCM(AESGCM.generate_key(bit_length=256))  # ok: code-fixed-key
