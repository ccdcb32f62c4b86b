"""permessage-deflate as configured: the sizes, fragmentations and offers of Autobahn's groups 12 and 13 (their own code needs a WebSocket
library of Python 2, so the matrix is driven here by `websockets`)."""

import asyncio
import json
import os
import random
import zlib

import pytest
import websockets
from neospace_server import Server, once_is_enough
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

pytestmark = once_is_enough

SIZES = [16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072]
OFFERS = [
    {},
    {"client_no_context_takeover": True},
    {"server_no_context_takeover": True},
    {"client_no_context_takeover": True, "server_no_context_takeover": True},
    {"client_max_window_bits": True},
    {"client_max_window_bits": 9},
    {"server_max_window_bits": 9},
    {"server_max_window_bits": 15, "client_max_window_bits": 15},
]


@pytest.fixture(scope="module")
def deflating():
    with Server(env={"NEOSPACE_DEFLATE": "on"}) as running:
        yield running


def texts(rng: random.Random, size: int) -> list[str]:
    words = json.dumps({"author": "émile", "words": ["concrete", "cats", "🐈", "walls"] * 40}, ensure_ascii=False)
    text = (words * (size // len(words) + 1))[:size]
    noise = "".join(chr(rng.randrange(32, 126)) for _ in range(size))
    return [text, noise, "", text]


@pytest.mark.parametrize("offer", OFFERS, ids=[",".join(offer) or "plain" for offer in OFFERS])
def test_messages_of_every_size_come_back(deflating, offer):
    rng = random.Random(1)

    async def run():
        factory = ClientPerMessageDeflateFactory(**offer)
        url = deflating.ws_url.replace("/ws", "/test/echo")
        async with websockets.connect(url, extensions=[factory], compression=None, max_size=None, ping_interval=None) as socket:
            negotiated = socket.protocol.extensions
            assert negotiated and negotiated[0].name == "permessage-deflate"
            for size in SIZES:
                for text in texts(rng, size):
                    await socket.send(text)
                    assert await socket.recv() == text
                binary = os.urandom(size)
                await socket.send(binary)
                assert await socket.recv() == binary
                parts = [text[:7], text[7 : size // 2], text[size // 2 :]]
                await socket.send(parts)
                assert await socket.recv() == text

    asyncio.run(run())


def test_without_an_offer_nothing_is_compressed_and_with_none_configured_nothing_is_negotiated(deflating, server):
    async def run():
        async with websockets.connect(deflating.ws_url.replace("/ws", "/test/echo"), compression=None) as socket:
            assert socket.protocol.extensions == []
            await socket.send("x" * 1000)
            assert await socket.recv() == "x" * 1000
        async with websockets.connect(server.ws_url.replace("/ws", "/test/echo"), compression="deflate") as socket:
            assert socket.protocol.extensions == []

    asyncio.run(run())


def test_a_bomb_ends_with_1009(deflating):
    """64 MiB of zeros in 64 KiB: refused by what it becomes, not by what it weighs."""

    async def run():
        url = deflating.ws_url.replace("/ws", "/test/echo")
        factory = ClientPerMessageDeflateFactory()
        async with websockets.connect(url, extensions=[factory], compression=None, max_size=None, ping_interval=None) as socket:
            assert len(zlib.compress(bytes(64 << 20))) < 1 << 17
            await socket.send(bytes(64 << 20))
            with pytest.raises(websockets.ConnectionClosed) as caught:
                await socket.recv()
            assert caught.value.rcvd.code == 1009

    asyncio.run(run())
