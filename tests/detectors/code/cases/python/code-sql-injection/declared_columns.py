"""Names of columns that a model declares, with values that are given apart."""

from typing import Annotated

import asyncpg
from fastapi import APIRouter, Depends
from pydantic import BaseModel

router = APIRouter(prefix="/places")


class Wanted(BaseModel):
    city: str | None = None
    street: str | None = None
    floor: int = 0


def condition(wanted: Wanted):
    parts, values = ["open"], []
    for column, value in wanted.model_dump(exclude_none=True).items():
        values.append(value)
        parts.append(f"{column} = ${len(values)}")
    return " AND ".join(parts), values


def told(wanted: Wanted):
    return " AND ".join(f"{column} = '{value}'" for column, value in wanted.dict().items())


@router.get("/")
async def search(wanted: Annotated[Wanted, Depends()]):
    where, values = condition(wanted)
    connection = await asyncpg.connect("")
    return await connection.fetch("SELECT * FROM places WHERE " + where, *values)  # ok: code-sql-injection


@router.get("/text")
async def search_by_text(wanted: Annotated[Wanted, Depends()]):
    connection = await asyncpg.connect("")
    await connection.fetch("SELECT * FROM places WHERE floor = %d" % wanted.floor)  # ok: code-sql-injection
    return await connection.fetch("SELECT * FROM places WHERE " + told(wanted))  # expect: code-sql-injection
