"""The peer of `GET /health`: the same bytes, without asking a database."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok", "database": "connected", "timestamp": "2026-11-20T10:00:00.000Z"}
