import rsa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from OpenSSL import crypto


def sign(key, data):
    return key.sign(data, padding.PKCS1v15(), hashes.SHA1())  # expect: code-weak-signature-hash


def check(public, signature, data):
    public.verify(signature, data, padding.PKCS1v15(), hashes.MD5())  # expect: code-weak-signature-hash


def certificate(key, request):
    cert = crypto.X509()
    cert.set_pubkey(request.get_pubkey())
    cert.sign(key, "sha1")  # expect: code-weak-signature-hash
    return cert


def plain(message, key):
    return rsa.sign(message, key, "MD5")  # expect: code-weak-signature-hash


def sign_well(key, data):
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.MAX_LENGTH)
    return key.sign(data, scheme, hashes.SHA256())  # ok: code-weak-signature-hash


def certificate_well(key, builder: x509.CertificateBuilder):
    cert = crypto.X509()
    cert.sign(key, "sha256")  # ok: code-weak-signature-hash
    return builder.sign(key, hashes.SHA384())  # ok: code-weak-signature-hash


def plain_well(message, key):
    return rsa.sign(message, key, "SHA-256")  # ok: code-weak-signature-hash
