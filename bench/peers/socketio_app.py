"""python-socketio on uvicorn: a room whose messages go to everybody in it, kept nowhere."""

import socketio

sio = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins=[])
app = socketio.ASGIApp(sio)
numbers = iter(range(1, 1 << 62))


@sio.event
async def connect(sid: str, environ: dict) -> None:
    await sio.enter_room(sid, "general")


@sio.event
async def post_message(sid: str, data: dict) -> None:
    message = {"id": next(numbers), "room": data["room"], "author": {"id": 1, "username": sid}, "content": data["content"]}
    await sio.emit("new_message", message, room=data["room"])
