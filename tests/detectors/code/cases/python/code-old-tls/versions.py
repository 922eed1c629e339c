import ssl

from OpenSSL import SSL


def context():
    return ssl.SSLContext(ssl.PROTOCOL_TLSv1)  # expect: code-old-tls


def loosened():
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1  # expect: code-old-tls
    return made


def open_ssl():
    return SSL.Context(SSL.SSLv3_METHOD)  # expect: code-old-tls


def context_well():
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # ok: code-old-tls


def tightened():
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_3  # ok: code-old-tls
    return made


def open_ssl_well():
    return SSL.Context(SSL.TLS_METHOD)  # ok: code-old-tls
