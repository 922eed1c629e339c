import rsa
from Crypto.Cipher import PKCS1_OAEP, PKCS1_v1_5
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding


def wrap(public, key):
    return PKCS1_v1_5.new(public).encrypt(key)  # expect: code-weak-padding


def wrap_object(public, key):
    return public.encrypt(key, padding.PKCS1v15())  # expect: code-weak-padding


def unwrap_object(private, blob):
    scheme = padding.PKCS1v15()
    return private.decrypt(blob, scheme)  # expect: code-weak-padding


def wrap_plain(key, public):
    return rsa.encrypt(key, public)  # expect: code-weak-padding


def wrap_well(public, key):
    return PKCS1_OAEP.new(public).encrypt(key)  # ok: code-weak-padding


def wrap_object_well(public, key):
    scheme = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    return public.encrypt(key, scheme)  # ok: code-weak-padding


def signed(private, data):
    return private.sign(data, padding.PKCS1v15(), hashes.SHA256())  # ok: code-weak-padding
