from sqlalchemy import create_engine, text, select
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(bind=engine)


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


class CRUD:
    def __init__(self, db: Session):
        self.db = db

    def ordered(self, column: str, direction: str):
        statement = text(f"SELECT * FROM books ORDER BY {column} {direction}")  # expect: code-sql-injection
        return self.db.execute(statement).all()

    def named(self, name: str):
        return self.db.execute(text("SELECT * FROM books WHERE name = :name"), {"name": name}).all()  # ok: code-sql-injection
