"""uWebSockets by way of socketify: `/ws`, where everybody is sent what anybody sends. `socketify_app.py PORT`"""

import sys

from socketify import App, AppListenOptions, CompressOptions, OpCode


def heard(socket, message, opcode):
    if message == "join":
        socket.subscribe("everybody")
        socket.send("joined", OpCode.TEXT)
    else:
        app.publish("everybody", message, OpCode.TEXT)


app = App()
app.ws("/ws", {"compression": CompressOptions.DISABLED, "max_backpressure": 16 * 1024 * 1024, "idle_timeout": 0, "message": heard})
app.get("/health", lambda response, request: response.end("ok"))
app.listen(AppListenOptions(port=int(sys.argv[1]), host="127.0.0.1"), lambda config: None)
app.run()
