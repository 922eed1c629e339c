import jwt
from jose import jwt as jose_jwt


def read(token, key):
    return jwt.decode(token, key)  # expect: code-jwt-any-algorithm


def read_jose(token, key):
    return jose_jwt.decode(token, key)  # expect: code-jwt-any-algorithm


def read_mixed(token, key):
    return jwt.decode(token, key, algorithms=["HS256", "RS256"])  # expect: code-jwt-any-algorithm


def read_well(token, key):
    return jwt.decode(token, key, algorithms=["RS256"])  # ok: code-jwt-any-algorithm


def read_several(token, key):
    return jwt.decode(token, key, algorithms=["RS256", "ES256"])  # ok: code-jwt-any-algorithm


def read_jose_well(token, key, allowed):
    return jose_jwt.decode(token, key, algorithms=allowed)  # ok: code-jwt-any-algorithm
