"""aiohttp: `/health` as JSON, and `/ws`, where everybody is sent what anybody sends. `aiohttp_app.py PORT`"""

import asyncio
import sys

import uvloop
from aiohttp import WSMsgType, web

here: set[web.WebSocketResponse] = set()


async def health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok", "database": "connected", "timestamp": "2026-11-20T10:00:00.000Z"})


async def everybody(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    try:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            if message.data == "join":
                here.add(socket)
                await socket.send_str("joined")
            else:
                await asyncio.gather(*[one.send_str(message.data) for one in here])
    finally:
        here.discard(socket)
    return socket


app = web.Application()
app.add_routes([web.get("/health", health), web.get("/ws", everybody)])
uvloop.install()
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), reuse_port=True, access_log=None, print=None)
