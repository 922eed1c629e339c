import logging
import uuid

from fastapi import FastAPI

app = FastAPI()
logger = logging.getLogger("api")


@app.get("/items/{name}")
async def item(name: str, number: int, key: uuid.UUID):
    logger.debug("item %s", name)  # expect: code-log-injection
    logger.debug("item %s of %s", number, key)  # ok: code-log-injection
    return {}
