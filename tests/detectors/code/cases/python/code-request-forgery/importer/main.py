from fastapi import Depends, FastAPI
from pydantic import BaseModel

from services.fetch import Fetcher

app = FastAPI()


class ImportRequest(BaseModel):
    url: str
    title: str | None = None


def get_fetcher():
    return Fetcher()


@app.post("/import")
async def import_page(body: ImportRequest, fetcher: Fetcher = Depends(get_fetcher)):
    return {"size": len(await fetcher.get_unless_blocked(body.url))}


@app.post("/import-ours")
async def import_ours(body: ImportRequest, fetcher: Fetcher = Depends(get_fetcher)):
    return {"size": len(await fetcher.get_suffix(body.url))}


@app.post("/import-listed")
async def import_listed(body: ImportRequest, fetcher: Fetcher = Depends(get_fetcher)):
    return {"size": len(await fetcher.get_listed(body.url))}
