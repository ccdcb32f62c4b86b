"""The same work as bench/database/DatabaseLoad.swift, as asyncpg on uvloop does it: a pool, prepared statements."""

import asyncio
import json
import resource
import sys
import time

import asyncpg
import uvloop


async def read(connection, number: int) -> None:
    id_ = number * 7_919 % 10_000 + 1
    row = await connection.fetchrow("SELECT id, name, created_at FROM members WHERE id = $1", id_)
    assert row["id"] == id_


async def post(connection, number: int) -> None:
    room = number % 200 + 1
    async with connection.transaction():
        seq = await connection.fetchval("UPDATE rooms SET seq = seq + 1 WHERE id = $1 RETURNING seq", room)
        content = "What is said here is two hundred bytes long, or nearly."
        await connection.execute("INSERT INTO messages (room_id, seq, content) VALUES ($1, $2, $3)", room, seq, content)


async def forget_nothing(_) -> None:
    pass


async def main(url: str, what: str, tasks: int, seconds: float, size: int) -> None:
    work = {"reads": read, "posts": post}[what]
    # Without the round trip that makes a connection forget its last user: nothing here leaves anything behind.
    async with asyncpg.create_pool(url, min_size=size, max_size=size, reset=forget_nothing) as pool:
        done = 0

        async def repeat(number: int, until: float) -> None:
            nonlocal done
            while time.monotonic() < until:
                async with pool.acquire() as connection:
                    await work(connection, number)
                done += 1
                number += tasks

        await asyncio.gather(*(repeat(number, 0.2 + time.monotonic()) for number in range(tasks)))
        done, before, start = 0, cpu(), time.monotonic()
        await asyncio.gather(*(repeat(number, start + seconds) for number in range(tasks)))
        print(json.dumps({"rate": done / (time.monotonic() - start), "cpu": (cpu() - before) / done * 1e6}))


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])))
