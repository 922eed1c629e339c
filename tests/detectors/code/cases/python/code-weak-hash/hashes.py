"""Signs links and names files of a cache."""

import hashlib
import hashlib as digests
from hashlib import md5, sha1

from Crypto.Hash import MD4
from cryptography.hazmat.primitives import hashes


def reset_link(user, secret):
    reset_token = hashlib.md5(f"{user.id}{secret}".encode()).hexdigest()  # expect: code-weak-hash
    return f"/reset/{reset_token}"


def sign(message, key):
    return sha1(key + message).hexdigest()  # expect: code-weak-hash


def legacy(text):
    value = digests.new("md5", text)  # expect: code-weak-hash
    return value.digest()


def describe(text):
    algorithm = "SHA-1"
    short = hashlib.new(algorithm.replace("-", ""))  # expect: code-weak-hash
    short.update(text)
    return short.hexdigest()


def old(text):
    return MD4.new(text).digest()  # expect: code-weak-hash


def context():
    return hashes.Hash(hashes.MD5())  # expect: code-weak-hash


def page_etag(body):
    etag = md5(body).hexdigest()  # ok: code-weak-hash
    return f'"{etag}"'


def cached(query):
    cache_key = "query:" + hashlib.md5(query.encode()).hexdigest()  # ok: code-weak-hash
    return cache_key


def file_checksum(path):
    with open(path, "rb") as file:
        return hashlib.md5(file.read()).hexdigest()  # ok: code-weak-hash


def fingerprints(text):
    first = hashlib.sha256(text).hexdigest()  # ok: code-weak-hash
    second = hashlib.new("sha3_256", text).hexdigest()  # ok: code-weak-hash
    third = hashlib.md5(text, usedforsecurity=False).hexdigest()  # ok: code-weak-hash
    fourth = hashlib.new("sha1", text, usedforsecurity=False).hexdigest()  # ok: code-weak-hash
    fifth = hashes.Hash(hashes.SHA512())  # ok: code-weak-hash
    return first, second, third, fourth, fifth
