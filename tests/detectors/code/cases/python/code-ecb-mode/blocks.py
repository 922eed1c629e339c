from Crypto.Cipher import AES
from Cryptodome.Cipher import AES as Aes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class Vault:
    mode = AES.MODE_GCM

    def __init__(self, key):
        self.key = key

    def seal(self, data):
        return AES.new(self.key, AES.MODE_ECB).encrypt(data)  # expect: code-ecb-mode

    def seal_named(self, data):
        chosen = Aes.MODE_ECB
        return Aes.new(self.key, mode=chosen).encrypt(data)  # expect: code-ecb-mode

    def seal_object(self):
        return Cipher(algorithms.AES(self.key), modes.ECB()).encryptor()  # expect: code-ecb-mode

    def seal_well(self, data):
        return AES.new(self.key, AES.MODE_GCM).encrypt_and_digest(data)  # ok: code-ecb-mode

    def seal_object_well(self, nonce):
        return Cipher(algorithms.AES(self.key), modes.GCM(nonce)).encryptor()  # ok: code-ecb-mode

    def seal_configured(self, data):
        return AES.new(self.key, self.mode).encrypt_and_digest(data)  # ok: code-ecb-mode
