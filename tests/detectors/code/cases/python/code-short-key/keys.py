import rsa as plain
from Crypto.PublicKey import DSA, RSA
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from ecdsa import NIST256p, SigningKey

BITS = 1024


def pair():
    return RSA.generate(BITS)  # expect: code-short-key


def pair_object():
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # expect: code-short-key


def pair_plain():
    return plain.newkeys(512)  # expect: code-short-key


def pair_dsa():
    return DSA.generate(1024), dsa.generate_private_key(1024)  # expect: code-short-key


def curve():
    return ec.generate_private_key(ec.SECP192R1())  # expect: code-short-key


def curve_default():
    return SigningKey.generate()  # expect: code-short-key


def pair_well(bits):
    return RSA.generate(3072), RSA.generate(bits)  # ok: code-short-key


def pair_object_well():
    return rsa.generate_private_key(65537, 4096)  # ok: code-short-key


def curve_well():
    return ec.generate_private_key(ec.SECP256R1()), SigningKey.generate(curve=NIST256p)  # ok: code-short-key
