import ssl

from OpenSSL import SSL


def loosened():
    made = ssl.create_default_context()
    made.set_ciphers("ALL:@SECLEVEL=0")  # expect: code-weak-tls-ciphers
    return made


def old():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.set_ciphers("HIGH:RC4:3DES")  # expect: code-weak-tls-ciphers
    return made


def open_ssl():
    made = SSL.Context(SSL.TLS_METHOD)
    made.set_cipher_list("HIGH:aNULL")  # expect: code-weak-tls-ciphers
    return made


def tightened():
    made = ssl.create_default_context()
    made.set_ciphers("ECDHE+AESGCM:!aNULL:!MD5:!RC4")  # ok: code-weak-tls-ciphers
    return made


def configured(suites):
    made = ssl.create_default_context()
    made.set_ciphers(suites)  # ok: code-weak-tls-ciphers
    return made


def defaults():
    made = ssl.create_default_context()
    made.set_ciphers("DEFAULT:!LOW")  # ok: code-weak-tls-ciphers
    return made
