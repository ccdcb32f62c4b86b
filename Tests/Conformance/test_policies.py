"""docs/policies.md, row by row against the running server: who is refused by whom, on every route and socket message."""

import asyncio
import concurrent.futures
import itertools
import pathlib
import re
import uuid

import httpx
import pytest
import websockets
from neospace_client import Refused, sign_up

TABLE = (pathlib.Path(__file__).resolve().parents[2] / "docs/policies.md").read_text()
ROLES = ("guest", "member", "muted", "moderator", "admin", "banned")


def rows(section: str) -> list[dict[str, str]]:
    text = TABLE.split(f"## {section}\n")[1].split("\n## ")[0]
    lines = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], line)) for line in lines[2:]]


ROUTES, MESSAGES = rows("HTTP"), rows("Socket messages")
# Requests that may end the session or the account they are made with.
ENDING = re.compile(r"sign|log|session|settings|account|delete")
FILLED = {"name": "general", "room": "general", "epoch": "x"}


def address(path: str) -> str:
    """A path that exists as far as routing goes; what it names mostly does not."""
    return re.sub(r"\{(\w+)(\.\.\.)?\}", lambda found: FILLED.get(found[1], "999999999"), path)


def ends(row: dict[str, str]) -> bool:
    return row["method"] not in ("GET", "HEAD") and ENDING.search(row["path"]) is not None


@pytest.fixture(scope="module")
def people(server):
    """Per role an account that stays, and some to use up."""
    ending = sum(ends(row) for row in ROUTES)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        names = [(role, f"{role[:4]}-{uuid.uuid4().hex[:12]}") for role in ROLES[1:] for _ in range(ending + 1)]
        accounts = list(pool.map(lambda pair: sign_up(server, username=pair[1]), names))
    server.query("UPDATE users SET role = 'moderator' WHERE username LIKE 'mode-%'")
    server.query("UPDATE users SET role = 'admin' WHERE username LIKE 'admi-%'")
    server.query("UPDATE users SET banned_at = created_at WHERE username LIKE 'bann-%'")
    server.query(
        "INSERT INTO user_permissions (user_id, permission, effect, created_at)"
        " SELECT id, 'post_message', 'deny', created_at FROM users WHERE username LIKE 'mute-%'"
    )
    mine = {role: iter([account for (whose, _), account in zip(names, accounts) if whose == role]) for role in ROLES[1:]}
    return {role: (next(mine[role]), mine[role]) for role in ROLES[1:]}


def headers_of(role: str, row: dict[str, str], people) -> dict[str, str]:
    if role == "guest":
        return {}
    lasting, fresh = people[role]
    return (next(fresh) if ends(row) else lasting).headers


def problem(row: dict[str, str], role: str, answer: httpx.Response) -> str | None:
    expected, status = row[role], answer.status_code
    to_sign_in = status == 303 and answer.headers["location"].startswith("/login") and row["path"] != "/logout"
    refused_as = {"401": status == 401, "403": status == 403, "sign in": to_sign_in, "401 or sign in": status == 401 or to_sign_in}
    # What the addresses here name does not exist, so guests do not see it. A list without a name in its address shows them what there is.
    refused_as["if visible"] = refused_as["401 or sign in"] if "{" in row["path"] else status == 200
    if expected in refused_as:
        fits = refused_as[expected]
    else:
        # Past the door the service decides, which may be a 403 of its own; but nobody is asked again who they are.
        decides = status != 403 or row["declares"] not in ("admin", "moderate")
        fits = expected == "yes" and status != 401 and not to_sign_in and decides and status < 500
    return None if fits else f"{row['method']} {row['path']} as {role}: {expected} in the table, {status} here: {answer.text[:120]}"


def test_every_route_lets_in_whom_the_table_says(server, people):
    assert len(ROUTES) > 40
    problems = []
    with httpx.Client(base_url=server.url, timeout=30) as http:
        for row, role in itertools.product(ROUTES, ROLES):
            method = row["method"]
            if row["path"] == "/metrics":
                continue  # the table speaks of other machines
            headers = {"Accept": "text/html", **headers_of(role, row, people)}
            if method not in ("GET", "HEAD"):
                headers["Sec-Fetch-Site"] = "same-origin"
            problems.append(problem(row, role, http.request(method, address(row["path"]), headers=headers)))
            http.cookies.clear()
    assert not list(filter(None, problems)), "\n".join(filter(None, problems))


def test_head_is_refused_as_get_is(server, people):
    banned = people["banned"][0].headers
    with httpx.Client(base_url=server.url, timeout=30) as http:
        for row in ROUTES:
            if row["method"] == "GET" and row["banned"] == "403":
                assert http.head(address(row["path"]), headers=banned).status_code == 403, row["path"]


def test_every_socket_message_is_for_whom_the_table_says(server, people):
    assert len(MESSAGES) > 10

    async def refused_at_the_door(headers: dict[str, str]) -> int:
        with pytest.raises(websockets.InvalidStatus) as caught:
            await websockets.connect(server.ws_url, additional_headers=headers)
        return caught.value.response.status_code

    async def run():
        assert await refused_at_the_door({}) == 401
        assert await refused_at_the_door(people["banned"][0].headers) == 403
        for role in ("member", "muted", "moderator", "admin"):
            async with people[role][0].socket() as socket:
                for row in MESSAGES:
                    if row["type"] == "typing":
                        continue  # never answered
                    try:
                        await socket.request(row["type"], {"who": "asks"})
                        code = None
                    except Refused as refused:
                        code = refused.code
                    assert (code == "FORBIDDEN") == (row[role] == "FORBIDDEN"), (role, row, code)

    asyncio.run(run())
