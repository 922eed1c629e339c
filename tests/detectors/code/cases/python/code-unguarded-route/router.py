from fastapi import APIRouter, Depends, HTTPException

guarded = APIRouter(prefix="/guarded")
mixed = APIRouter(prefix="/mixed")


def boss(user=None):
    if user is None or not user.is_admin:
        raise HTTPException(403)
    return user


whole = APIRouter(prefix="/whole", dependencies=[Depends(boss)])


@mixed.post("/a")
def a(user=Depends(boss)):
    return 1


@mixed.put("/b")
def b(user=Depends(boss)):
    return 1


@mixed.patch("/c", dependencies=[Depends(boss)])
def c():
    return 1


@mixed.delete("/d")
def d(user=Depends(boss)):
    return 1


@mixed.delete("/e")
def e():  # expect: code-unguarded-route
    return 1


@whole.post("/a")
def whole_a():
    return 1


@whole.post("/b")
def whole_b():
    return 1


@whole.post("/c")
def whole_c():
    return 1


@whole.post("/d")
def whole_d():
    return 1


@whole.post("/e")
def whole_e():  # ok: code-unguarded-route
    return 1


@guarded.post("/few")
def few(user=Depends(boss)):
    return 1


@guarded.post("/fewer")
def fewer():  # ok: code-unguarded-route
    return 1
