from enum import Enum
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from sqlalchemy.orm import Session

from crud import CRUD, get_db

app = FastAPI()


class Direction(str, Enum):
    up = "asc"
    down = "desc"


class Paging:
    def __init__(self, order: str = Query("id"), direction: Direction = Direction.up):
        self.order = order
        self.direction = direction


@app.get("/books")
def books(paging: Annotated[Paging, Depends()], db: Annotated[Session, Depends(get_db)]):
    return CRUD(db).ordered(paging.order, paging.direction.value)


@app.get("/book")
def book(name: str, db: Session = Depends(get_db)):
    return CRUD(db).named(name)
