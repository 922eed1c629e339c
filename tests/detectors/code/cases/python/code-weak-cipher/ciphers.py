from Crypto.Cipher import AES, ARC4, DES, DES3
from Cryptodome.Cipher import Blowfish
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4 as Stream
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


def old(key, nonce, data):
    return DES.new(key, DES.MODE_CBC, nonce).encrypt(data)  # expect: code-weak-cipher


def triple(key, nonce, data):
    cipher = DES3.new(key, DES3.MODE_CFB, nonce)  # expect: code-weak-cipher
    return cipher.encrypt(data)


def stream(key, data):
    return ARC4.new(key).encrypt(data)  # expect: code-weak-cipher


def fish(key, nonce):
    return Blowfish.new(key, Blowfish.MODE_CBC, nonce)  # expect: code-weak-cipher


def objects(key, nonce):
    first = Cipher(algorithms.TripleDES(key), modes.CBC(nonce))  # expect: code-weak-cipher
    second = Cipher(Stream(key), mode=None)  # expect: code-weak-cipher
    return first, second


def well(key, data):
    cipher = AES.new(key, AES.MODE_GCM)  # ok: code-weak-cipher
    return cipher.encrypt_and_digest(data)


def objects_well(key, nonce, data):
    first = Cipher(algorithms.AES(key), modes.GCM(nonce))  # ok: code-weak-cipher
    second = ChaCha20Poly1305(key).encrypt(nonce, data, None)  # ok: code-weak-cipher
    return first, second
