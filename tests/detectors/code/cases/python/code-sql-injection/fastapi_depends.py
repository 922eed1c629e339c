import sqlite3

from fastapi import Depends, FastAPI
from typing import Annotated

app = FastAPI()


def order(sort: str = "name"):
    return {"column": sort}


def connection():
    return sqlite3.connect("shop.db")


def page(number: int = 0):
    return number


@app.get("/items")
def items(chosen=Depends(order), db=Depends(connection)):
    return db.execute("SELECT * FROM item ORDER BY " + chosen["column"]).fetchall()  # expect: code-sql-injection


@app.get("/orders")
def orders(chosen: Annotated[dict, Depends(order)], db: Annotated[sqlite3.Connection, Depends(connection)]):
    return db.execute("SELECT * FROM orders ORDER BY " + chosen["column"]).fetchall()  # expect: code-sql-injection


@app.get("/pages")
def pages(number=Depends(page), db=Depends(connection)):
    return db.execute(f"SELECT * FROM page LIMIT 10 OFFSET {number}").fetchall()  # ok: code-sql-injection
