import jwt
from authlib.jose import JsonWebToken


def read(token, key):
    return jwt.decode(token, key, algorithms=["none"])  # expect: code-jwt-none


def read_both(token, key):
    return jwt.decode(token, key, ["HS256", "none"])  # expect: code-jwt-none


def write(claims):
    return jwt.encode(claims, "", algorithm="none")  # expect: code-jwt-none


def authlib():
    return JsonWebToken(["none"])  # expect: code-jwt-none


def read_well(token, key):
    return jwt.decode(token, key, algorithms=["HS256"])  # ok: code-jwt-none


def write_well(claims, key):
    return jwt.encode(claims, key, algorithm="HS256")  # ok: code-jwt-none


def authlib_well():
    return JsonWebToken(["RS256"])  # ok: code-jwt-none
