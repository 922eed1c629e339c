import os

from Crypto.Cipher import AES
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def chained(key, data):
    nonce = os.urandom(16)
    return nonce + AES.new(key, AES.MODE_CBC, nonce).encrypt(data)  # expect: code-unauthenticated-cipher


def counted(key, nonce):
    return Cipher(algorithms.AES(key), modes.CTR(nonce))  # expect: code-unauthenticated-cipher


def fed_back(key, nonce):
    return Cipher(algorithms.AES(key), modes.CFB(nonce))  # expect: code-unauthenticated-cipher


def galois(key, nonce):
    return Cipher(algorithms.AES(key), modes.GCM(nonce))  # ok: code-unauthenticated-cipher


def fernet(key, data):
    return Fernet(key).encrypt(data)  # ok: code-unauthenticated-cipher


def eax(key, data):
    return AES.new(key, AES.MODE_EAX).encrypt_and_digest(data)  # ok: code-unauthenticated-cipher
