import hmac

import jwt
from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()
KEYS = {"main": open("/etc/app/key.pem").read()}


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})  # expect: code-jwt-unverified


def claims_any(token):
    header = jwt.get_unverified_header(token)
    return jwt.decode(token, KEYS["main"], algorithms=[header["alg"]])  # expect: code-jwt-any-algorithm


def claims_checked(token):
    return jwt.decode(token, KEYS["main"], algorithms=["RS256"])  # ok: code-jwt-unverified,code-jwt-any-algorithm


async def current(authorization: str = Header(...)):
    scheme, _, token = authorization.partition(" ")
    return claims(token)


async def current_any(authorization: str = Header(...)):
    return claims_any(authorization.split()[1])


@app.get("/me")
async def me(user=Depends(current)):
    return user


@app.get("/you")
async def you(user=Depends(current_any)):
    return user
