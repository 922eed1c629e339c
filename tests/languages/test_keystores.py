"""Key stores: those with a private key become a text of one line, trust stores and junk do not."""

import struct
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vedette.languages.keystores import KeyStore, as_text, key_store

CHAIN = b"c" * 700


def name(text):
    return struct.pack(">H", len(text)) + text.encode()


def piece(data):
    return struct.pack(">I", len(data)) + data


def java(magic, *tags, version=2):
    typed = name("X.509") if version == 2 else b""
    entries = {
        1: piece(b"k" * 1300) + struct.pack(">I", 1) + typed + piece(CHAIN),
        2: typed + piece(CHAIN),
        3: b"\xac\xed\x00\x05 of no stated length",
    }
    body = b"".join(struct.pack(">I", tag) + name("me") + bytes(8) + entries[tag] for tag in tags)
    return magic + struct.pack(">II", version, len(tags)) + body + b"d" * 20


def bouncy(*tags):
    certificate = name("X.509") + piece(CHAIN)
    entries = {
        1: certificate,
        2: b"\0" + name("PKCS#8") + name("RSA") + piece(b"k" * 600),
        3: piece(b"s" * 40),
        4: piece(b"k" * 640),
    }
    body = b"".join(
        bytes((tag,)) + name("me") + bytes(8) + struct.pack(">I", 1) + certificate + entries[tag]
        for tag in tags
    )
    return struct.pack(">II", 2, 20) + b"x" * 20 + struct.pack(">I", 1024) + body + b"\0" + b"d" * 20


JKS, JCEKS = b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (java(JKS, 1), KeyStore("JKS", 1)),
        (java(JKS, 2, 1, 1, version=1), KeyStore("JKS", 2)),
        (java(JCEKS, 2, 3), KeyStore("JCEKS", 1)),
        (bouncy(1, 4, 1), KeyStore("BKS", 1)),
        (bouncy(2, 3), KeyStore("BKS", 2)),
        (java(JKS), None),
        (java(JKS, 2, 2), None),
        (java(JCEKS, 2), None),
        (bouncy(1, 1), None),
        (java(JKS, 1)[:500], None),
        (java(b"\xca\xfe\xba\xbe", 1), None),
        (b"0 lines of text, and some more of them to be long enough", None),
    ],
)
def test_stores_are_told_by_their_entries(data, expected):
    assert key_store(data) == expected


@pytest.fixture(scope="module")
def pair():
    x509 = pytest.importorskip("cryptography.x509", reason="the extra attest is not installed")
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    me = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "me")])
    today = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(me).issuer_name(me).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(today).not_valid_after(today + timedelta(days=1))
    return key, made.sign(key, hashes.SHA256())


def test_pkcs12_with_a_key_is_told_from_a_trust_store_and_an_open_one(pair):
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12

    key, certificate = pair
    locked, bare = BestAvailableEncryption(b"word"), NoEncryption()
    make = pkcs12.serialize_key_and_certificates
    assert key_store(make(b"me", key, certificate, None, locked)) == KeyStore("PKCS 12", 1)
    assert key_store(make(b"me", key, certificate, None, bare)) == KeyStore("PKCS 12", 1, is_open=True)
    trusted = pkcs12.serialize_java_truststore([pkcs12.PKCS12Certificate(certificate, b"me")], locked)
    assert key_store(trusted) is None


def test_a_key_by_itself_is_one_and_its_public_half_and_encrypted_form_are_none(pair):
    from cryptography.hazmat.primitives import serialization as forms

    key, certificate = pair
    der, pkcs8 = forms.Encoding.DER, forms.PrivateFormat.PKCS8
    assert key_store(key.private_bytes(der, pkcs8, forms.NoEncryption())) == KeyStore(
        "PKCS 8", 1, is_open=True
    )
    assert key_store(key.private_bytes(der, pkcs8, forms.NoEncryption()) + b"x") is None
    assert key_store(key.public_key().public_bytes(der, forms.PublicFormat.SubjectPublicKeyInfo)) is None
    assert key_store(certificate.public_bytes(der)) is None


def test_the_text_names_what_it_is_and_quotes_nothing():
    data = java(JKS, 1, 1)
    text = as_text("a/b.jks", data)
    assert text.path == "a/b.jks"
    assert text.data.startswith(b"binary key store: JKS, 2 private keys, encrypted, SHA-256 ")
    assert text.data.count(b"\n") == 1
    assert as_text("a", data + b"x").data != text.data
    assert as_text("a", java(JKS, 2)) is None


STARTS = [JKS + b"\0\0\0\2", JCEKS + b"\0\0\0\1", b"\0\0\0\2\0\0\0\x14" + b"x" * 20 + b"\0\0\4\0"]
STARTS += [
    bytes.fromhex("308020103"[:8] + "02010330"),
    bytes.fromhex("3082ffff020100300d06092a864886f70d010101"),
]


@given(st.sampled_from(STARTS), st.binary(max_size=400), st.binary(max_size=8), st.integers(0, 200))
@example(STARTS[0] + b"\xff" * 4, b"\0\0\0\1" * 50, b"\xff" * 8, 200)
def test_junk_is_no_fault(start, junk, unit, times):
    found = key_store(start + junk + unit * times)
    assert found is None or found.keys > 0


def test_a_store_that_promises_more_than_it_holds_takes_no_time():
    entry = struct.pack(">I", 2) + name("") + bytes(8) + name("") + piece(b"")
    data = JKS + struct.pack(">II", 2, 2**32 - 1) + entry * 200_000
    began = time.process_time()
    assert key_store(data) is None
    assert time.process_time() - began < 2.0
