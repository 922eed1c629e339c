from fastapi import FastAPI, Request
from motor.motor_asyncio import AsyncIOMotorClient

app = FastAPI()
db = AsyncIOMotorClient()["shop"]
items = db["items"]


@app.post("/search")
async def search(request: Request):
    query = await request.json()
    await items.find_one(query)  # expect: code-nosql-operator-injection
    await items.delete_many({"owner": query.get("owner")})  # expect: code-nosql-operator-injection
    return {}


@app.get("/search/{name}")
async def by_name(name: str):
    return await items.find_one({"name": name})  # ok: code-nosql-operator-injection
