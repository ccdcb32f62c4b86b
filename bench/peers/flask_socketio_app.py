"""Flask-SocketIO on eventlet: a room whose messages go to everybody in it, kept nowhere. `flask_socketio_app.py PORT`"""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402

from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, emit, join_room  # noqa: E402

app = Flask(__name__)
sio = SocketIO(app, async_mode="eventlet")
numbers = iter(range(1, 1 << 62))


@sio.on("connect")
def connect() -> None:
    join_room("general")


@sio.on("post_message")
def post_message(data: dict) -> None:
    message = {"id": next(numbers), "room": data["room"], "author": {"id": 1, "username": request.sid}, "content": data["content"]}
    emit("new_message", message, to=data["room"])


sio.run(app, host="127.0.0.1", port=int(sys.argv[1]))
