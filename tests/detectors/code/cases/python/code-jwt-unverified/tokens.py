import jwt
from jose import jwt as jose_jwt
from jwt import decode


def user(token):
    return jwt.decode(token, verify=False)["sub"]  # expect: code-jwt-unverified


def roles(token, key):
    claims = decode(token, key, False)  # expect: code-jwt-unverified
    return claims["roles"]


def tenant(token):
    return jwt.decode(token, options={"verify_signature": False})["tenant"]  # expect: code-jwt-unverified


def peek(token):
    return jose_jwt.get_unverified_claims(token)  # expect: code-jwt-unverified


def user_well(token, key):
    return jwt.decode(token, key, algorithms=["RS256"])["sub"]  # ok: code-jwt-unverified


def header(token):
    return jwt.get_unverified_header(token)["kid"]  # ok: code-jwt-unverified


def late(token, key):
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": True})  # ok: code-jwt-unverified
