"""Every page of the server, from docs/policies.md, which a test holds true to the routes.

A new route that answers GET is a page and visited by itself, unless its address has a part to fill in: say in `FILLED` with what. What
is not a page for people is listed with the reason.
"""

import pathlib
import re

TABLE = (pathlib.Path(__file__).resolve().parents[2] / "docs/policies.md").read_text()

NOT_PAGES = {
    "/admin/reports/{id}/media/{media}/{file}": "files",
    "/appearance/members/{id}": "a style sheet",
    "/@{username}/feed.atom": "XML for readers of feeds",
    "/assets/{path...}": "files",
    "/avatars/{id}": "pictures",
    "/cats/{name}/face.svg": "pictures",
    "/cats/muted.css": "a style sheet",
    "/cats/{name}/face/{mood}": "pictures",
    "/download": "a file",
    "/favicon.ico": "a file",
    "/favicon.svg": "a file",
    "/frames/{id}": "what a wall shows in a frame",
    "/health": "JSON",
    "/manifest.webmanifest": "JSON for browsers",
    "/media/{id}/{file}": "files",
    "/metrics": "text for Prometheus",
    "/openapi.json": "JSON",
    "/robots.txt": "a file",
    "/relations/hidden.css": "a style sheet",
    "/run/lib/vendor/{path...}": "files",
    "/run/lib/{path...}": "files",
    "/run/{id}/draft/{version}": "a document for a frame",
    "/run/{id}/{number}": "a document for a frame",
    "/search/suggest": "a part of the shell",
    "/settings/export": "a file",
    "/messages/{id}/date": "leads to a message",
    "/rooms/{name}/date": "leads to a message",
    "/sidebar/rooms": "a part of the shell",
    "/ws": "the WebSocket",
}
# `{task}` and so on are ids that the fixture `ids` of test_every_page.py knows.
FILLED = {
    "/@{username}": ["/@miso"],
    "/@{username}/guestbook": ["/@miso/guestbook"],
    "/@{username}/modules/new": ["/@miso/modules/new", "/@miso/modules/new?kind=link", "/@miso/modules/new?kind=gallery", "/@miso/modules/new?kind=image", "/@miso/modules/new?kind=song"],
    "/@{username}/modules/{id}": ["/@miso/modules/{module}"],
    "/@{username}/modules/{id}/edit": ["/@miso/modules/{module}/edit"],
    "/@{username}/removed": ["/@miso/removed"],
    "/@{username}/top8": ["/@miso/top8"],
    "/admin/keys": ["/admin/keys", "/admin/keys?status=used"],
    "/admin/actions": ["/admin/actions", "/admin/actions?action=mute"],
    "/admin/actions/{id}": ["/admin/actions/{action}"],
    "/admin/reports": ["/admin/reports", "/admin/reports?status=closed"],
    "/admin/reports/{id}": ["/admin/reports/{case}"],
    "/admin/users": ["/admin/users", "/admin/users?standing=new"],
    "/admin/users/{id}": ["/admin/users/{member}"],
    "/cats/{name}": ["/cats/miso", "/cats/miso?ago=120"],
    "/cats/{name}/ledger": ["/cats/miso/ledger"],
    "/cats/{name}/reset": ["/cats/miso/reset"],
    "/codeground": ["/codeground", "/codeground?by=me", "/codeground?by=me&deleted=1"],
    "/codeground/proposals/{p}": ["/codeground/proposals/{proposal}"],
    "/codeground/{id}": ["/codeground/{script}"],
    "/codeground/{id}/delete": ["/codeground/{script}/delete"],
    "/codeground/{id}/details": ["/codeground/{script}/details"],
    "/codeground/{id}/edit": ["/codeground/{script}/edit"],
    "/codeground/{id}/history": ["/codeground/{script}/history"],
    "/codeground/{id}/history/{version}": ["/codeground/{script}/history/2"],
    "/codeground/{id}/lineage": ["/codeground/{script}/lineage"],
    "/codeground/{id}/publish": ["/codeground/{script}/publish"],
    "/codeground/{id}/r/{number}": ["/codeground/{script}/r/1", "/codeground/{fork}/r/1?from=parent"],
    "/codeground/{id}/r/{number}/withdraw": ["/codeground/{script}/r/1/withdraw"],
    "/messages/{id}": ["/messages/{conversation}"],
    "/messages/{id}/clear": ["/messages/{conversation}/clear"],
    "/messages/{id}/leave": [],
    "/messages/{id}/{message}": ["/messages/{conversation}/{direct}"],
    "/reports": ["/reports?sent=true"],
    "/reports/new": ["/reports/new?kind=message&id={message}"],
    "/people/{username}": ["/people/miso", "/people/juno"],
    "/people/{username}/block": ["/people/juno/block"],
    "/rooms/{name}": ["/rooms/general"],
    "/rooms/{name}/cats": ["/rooms/general/cats"],
    "/rooms/{name}/leave": ["/rooms/{private}/leave"],
    "/rooms/{name}/members": ["/rooms/{private}/members"],
    "/rooms/{name}/messages/{id}": ["/rooms/general/messages/{message}"],
    "/search": ["/search", "/search?q=the"],
    "/settings/imports/{id}": ["/settings/imports/{import}"],
    "/song": ["/song", "/song?mine=on", "/song?kind=patterns"],
    "/song/patterns/{id}": ["/song/patterns/{pattern}"],
    "/song/patterns/{id}/delete": ["/song/patterns/{pattern}/delete"],
    "/song/proposals/{id}": ["/song/proposals/{branch}"],
    "/song/stories/{id}": ["/song/stories/{story}", "/song/stories/{story}?q=mill"],
    "/song/stories/{id}/check": ["/song/stories/{story}/check"],
    "/song/stories/{id}/delete": ["/song/stories/{story}/delete"],
    "/song/stories/{id}/history": ["/song/stories/{story}/history"],
    "/song/stories/{id}/map": ["/song/stories/{story}/map"],
    "/song/stories/{id}/play": ["/song/stories/{story}/play"],
    "/song/stories/{id}/proposals": ["/song/stories/{story}/proposals"],
    "/song/stories/{id}/propose": ["/song/stories/{story}/propose"],
    "/song/stories/{id}/settings": ["/song/stories/{story}/settings"],
    "/song/stories/{id}/verses/new": ["/song/stories/{story}/verses/new?from={verse}"],
    "/song/verses/{id}": ["/song/verses/{verse}", "/song/verses/{removed}"],
    "/song/verses/{id}/delete": ["/song/verses/{cellar}/delete"],
    "/song/verses/{id}/edit": ["/song/verses/{verse}/edit"],
    "/song/verses/{id}/history": ["/song/verses/{verse}/history"],
    "/song/verses/{id}/history/{version}": ["/song/verses/{verse}/history/3"],
    "/tasks/{id}": ["/tasks/{task}"],
    "/tasks/{id}/delete": ["/tasks/{task}/delete"],
}
# Pages that look different to somebody else.
ALSO = [("guest", "/nowhere"), ("member", "/rules"), ("member", "/nowhere"), ("member", "/@miso"), ("member", "/appearance"), ("admin", "/dashboard")]
ALSO += [("guest", f"/song{path}") for path in ("", "/stories/{story}", "/stories/{story}/play", "/stories/{story}/map", "/verses/{verse}")]
ALSO += [("guest", "/song/patterns/{pattern}")]
ALSO += [("member", "/song/stories/{story}/play?from={verse}&with=gold:3,door:true")]


def found() -> list[tuple[str, str]]:
    """Who looks at which address: the first of guest, member and administrator who may."""
    pages = list(ALSO)
    seen = set()
    table = [line for line in TABLE.split("## HTTP\n")[1].split("\n## ")[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table]
    for row in (dict(zip(rows[0], cells, strict=True)) for cells in rows[2:]):
        path = row["path"]
        if row["method"] != "GET" or path.startswith("/api/"):
            continue
        seen.add(path)
        if path in NOT_PAGES:
            continue
        who = next((who for who in ("guest", "member", "admin") if row[who] == "yes"), None)
        assert who, f"nobody may look at {path}"
        assert path in FILLED or "{" not in path, f"say in FILLED what stands for the parts of {path}"
        pages += [(who, address) for address in FILLED.get(path, [path])]
    assert seen >= NOT_PAGES.keys() | FILLED.keys(), "a route that pages.py names is gone"
    return pages


PAGES = found()


def name_of(path: str) -> str:
    """For the name of a picture."""
    return re.sub(r"[^\w@]+", "-", path).strip("-") or "front"
