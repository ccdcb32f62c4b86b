"""A seeded world: members with a session each, and what they have written. Straight into the database: a thousand password hashes
would take longer than what is measured."""

import base64
import contextlib
import hashlib
import hmac
import json
import pathlib
import secrets
import sqlite3
import time
import uuid

from common import Server
from postgres_server import query


def token(key: str, claims: dict) -> str:
    def part(value: dict) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
    return (signed + b"." + base64.urlsafe_b64encode(hmac.digest(key.encode(), signed, hashlib.sha256)).rstrip(b"=")).decode()


def secret_key(server: Server) -> str:
    return (pathlib.Path(server.data) / "secret_key").read_text().strip()


def on_sqlite(path: str, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=60)) as connection:
        connection.executescript(sql)


def statement(server: Server, sql: str) -> None:
    url = server.env["DATABASE_URL"]
    if url.startswith("sqlite:"):
        on_sqlite(server.database, sql)
    else:
        query(url, sql)


def make_members(server: Server, count: int, prefix: str) -> str:
    """Members `prefix`0, `prefix`1, …; a file with a bearer token a line."""
    now = time.time_ns() // 1_000
    ends = now + 86_400_000_000
    key, users, sessions, claims = secret_key(server), [], [], []
    for number in range(count):
        name, public, session = f"{prefix}{number}", str(uuid.uuid4()), secrets.token_hex(16)
        users.append(f"('{public}', '{name}', '{name}@example.org', 'Member {number}', '!', {number % 8}, {now}, {now})")
        sessions.append(f"('{session}', (SELECT id FROM users WHERE uuid = '{public}'), {now}, {now}, {ends}, 'bench', '127.0.0.1')")
        claims.append((name, public, session))
    for start in range(0, count, 250):
        statement(server, "INSERT INTO users (uuid, username, email, name, password_hash, color, created_at, updated_at) VALUES "
                  + ", ".join(users[start : start + 250]))  # fmt: skip
        statement(server, "INSERT INTO sessions (id, user_id, created_at, last_seen_at, expires_at, user_agent, address) VALUES "
                  + ", ".join(sessions[start : start + 250]))  # fmt: skip
    ids = ids_of(server, prefix)
    path = f"{server.data}/{prefix}.tokens"
    lines = [token(key, {"sub": str(ids[name]), "user_id": public, "email": f"{name}@example.org", "jti": session,
                         "iat": now // 1_000_000, "exp": ends // 1_000_000}) for name, public, session in claims]  # fmt: skip
    pathlib.Path(path).write_text("\n".join(lines) + "\n")
    return path


def ids_of(server: Server, prefix: str) -> dict[str, int]:
    sql = f"SELECT username, id FROM users WHERE username LIKE '{prefix}%'"
    if server.env["DATABASE_URL"].startswith("sqlite:"):
        with contextlib.closing(sqlite3.connect(server.database, timeout=60)) as connection:
            return dict(connection.execute(sql).fetchall())
    return {name: int(number) for name, number in query(server.env["DATABASE_URL"], sql)}


def first_of(tokens: str) -> str:
    path = tokens + ".first"
    pathlib.Path(path).write_text(pathlib.Path(tokens).read_text().splitlines()[0] + "\n")
    return path


def checkpoint(server: Server) -> None:
    on_sqlite(server.database, "PRAGMA wal_checkpoint(TRUNCATE)")
