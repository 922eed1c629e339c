"""People, with SQLAlchemy."""

from enum import Enum
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
router = APIRouter(prefix="/people")
engine = create_engine("sqlite://")
Local = sessionmaker(bind=engine)


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Order(str, Enum):
    name = "name"
    age = "age"


def session():
    with Local() as one:
        yield one


@router.get("/by-name/{name}")
def by_name(name: str, db: Session = Depends(session)):
    db.execute(text(f"SELECT * FROM person WHERE name = '{name}'"))  # expect: code-sql-injection
    db.execute(text("SELECT * FROM person WHERE name = :name"), {"name": name})  # ok: code-sql-injection
    return db.scalars(select(Person).where(Person.name == name)).all()  # ok: code-sql-injection


@router.get("/{number}")
def by_number(number: int, key: UUID, limit: int = 10):
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT * FROM person WHERE id = {number} LIMIT {limit}")  # ok: code-sql-injection
        connection.execute(text(f"SELECT * FROM person WHERE key = '{key}'"))  # ok: code-sql-injection
    return {}


@app.get("/sorted")
def ordered(order: Order, direction: str = Query("asc")):
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT * FROM person ORDER BY name " + direction)  # expect: code-sql-injection
        way = "DESC" if direction == "desc" else "ASC"
        connection.exec_driver_sql("SELECT * FROM person ORDER BY name " + way)  # ok: code-sql-injection
    return {}


@app.post("/import")
async def load(request: Request):
    body = await request.json()
    with engine.begin() as connection:
        for row in body["rows"]:
            statement = "INSERT INTO person (name) VALUES ('" + row["name"] + "')"
            connection.execute(text(statement))  # expect: code-sql-injection
            connection.execute(text("INSERT INTO person (name) VALUES (:name)"), row)  # ok: code-sql-injection
    return {}
