from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

app = FastAPI()


class Note(BaseModel):
    title: str
    rating: int


@app.post("/note")
async def note(note: Note):
    if note.rating > 3:
        return HTMLResponse(f"<p>{note.rating}</p>")  # ok: code-cross-site-scripting
    return HTMLResponse(f"<p>{note.title}</p>")  # expect: code-cross-site-scripting
