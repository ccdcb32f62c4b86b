"""`/openapi.json` is a valid description, and what it says is what the server does: schemathesis tries to prove otherwise."""

import os
import pathlib
import subprocess
import sys
from uuid import UUID

import httpx
import pytest
from downloads_client import administrator, make_keys
from neospace_client import sign_up
from neospace_server import POSTGRES, once_is_enough
from openapi_spec_validator import OpenAPIV31SpecValidator

pytestmark = once_is_enough

CONFIGURATION = pathlib.Path(__file__).with_name("schemathesis.toml")
EXAMPLES = 20
# A deleted task can be restored, and a retry under an old Idempotency-Key repeats the answer of a task that may be gone since:
# test_tasks_contract.py looks after both.
OURS = "use_after_free,ensure_resource_availability"
# The same requests each time, so that a change is to blame for a failure; other seeds find other things.
RELEASES = "^/(dashboard|terms|redeem|downloads?|review|admin/keys)"
WALLS = ["(profile|walls)", "modules", "(stickers|guestbook)"]
SEED = os.environ.get("NEOSPACE_TEST_SEED", "1")


def test_the_description_is_valid_openapi(server):
    description = httpx.get(server.url + "/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(description).iter_errors()] == []
    described = {(path, method) for path, methods in description["paths"].items() for method in methods if path.startswith("/api/")}
    assert described == {
        ("/api/auth/signup", "post"), ("/api/auth/signin", "post"), ("/api/auth/signout", "post"), ("/api/auth/profile", "put"),
        ("/api/tasks", "get"), ("/api/tasks", "post"), ("/api/tasks/{id}", "get"), ("/api/tasks/{id}", "put"),
        ("/api/tasks/{id}", "patch"), ("/api/tasks/{id}", "delete"), ("/api/tasks/{id}/complete", "patch"),
        ("/api/tasks/{id}/restore", "post"),
        ("/api/media", "get"), ("/api/media", "post"), ("/api/media/{id}", "get"), ("/api/media/{id}", "delete"),
        ("/api/people", "get"), ("/api/people/{username}", "get"), ("/api/people/{username}/top8", "get"), ("/api/top8", "put"),
        *((f"/api/people/{{username}}/{relation}", method) for relation in ("follow", "block", "mute") for method in ("put", "delete")),
        ("/api/follows", "get"), ("/api/followers/{username}", "put"), ("/api/followers/{username}", "delete"),
        ("/api/notifications", "get"), ("/api/notifications/read", "post"), ("/api/notifications/{id}", "delete"),
        ("/api/preferences", "get"), ("/api/preferences", "patch"),
        ("/api/preferences/muted_rooms/{room}", "put"), ("/api/preferences/muted_rooms/{room}", "delete"),
        ("/api/profile", "get"), ("/api/profile", "patch"),
        ("/api/walls/{username}", "get"), ("/api/walls/{username}/modules", "get"),
        ("/api/walls/{username}/guestbook", "get"), ("/api/walls/{username}/guestbook", "post"), ("/api/guestbook/{id}", "delete"),
        ("/api/cats", "get"), ("/api/cats/{name}", "get"), ("/api/cats/{name}", "put"), ("/api/cats/{name}/ledger", "get"),
        ("/api/cats/{name}/reset", "post"), ("/api/cats/rehearse", "post"), ("/api/cats/settings", "get"), ("/api/cats/settings", "put"),
        ("/api/rooms/{name}/cats", "get"), ("/api/rooms/{name}/cats", "put"),
        ("/api/feed", "get"), ("/api/search", "get"), ("/api/stickers/art", "get"), ("/api/walls/{username}/stickers", "post"), ("/api/stickers/{id}", "patch"),
        ("/api/stickers/{id}", "delete"), ("/api/modules", "post"), ("/api/modules/removed", "get"), ("/api/modules/{id}", "get"), ("/api/modules/{id}", "put"),
        ("/api/modules/{id}", "delete"), ("/api/modules/{id}/move", "post"), ("/api/modules/{id}/restore", "post"),
        ("/api/scripts", "get"), ("/api/scripts", "post"), ("/api/scripts/{id}", "get"), ("/api/scripts/{id}", "patch"), ("/api/scripts/{id}", "delete"),
        ("/api/scripts/{id}/restore", "post"), ("/api/scripts/{id}/export.zip", "get"), ("/api/scripts/import", "post"),
        ("/api/scripts/{id}/draft", "get"), ("/api/scripts/{id}/draft", "put"), ("/api/scripts/{id}/history", "get"),
        ("/api/scripts/{id}/history/{version}", "get"), ("/api/scripts/{id}/revisions", "get"), ("/api/scripts/{id}/revisions", "post"),
        ("/api/scripts/{id}/r/{number}", "get"), ("/api/scripts/{id}/r/{number}", "delete"), ("/api/scripts/{id}/r/{number}/raw", "get"),
        ("/api/scripts/{id}/r/{number}/disable", "post"), ("/api/scripts/{id}/r/{number}/enable", "post"), ("/api/scripts/{id}/diff", "get"),
        ("/api/scripts/{id}/fork", "post"), ("/api/scripts/{id}/lineage", "get"), ("/api/scripts/{id}/hands/{username}", "put"),
        ("/api/scripts/{id}/hands/{username}", "delete"), ("/api/scripts/{id}/pen", "put"), ("/api/scripts/{id}/pen", "delete"),
        ("/api/scripts/{id}/pen/ask", "post"), ("/api/scripts/{id}/proposals", "get"), ("/api/scripts/{id}/proposals", "post"),
        ("/api/scripts/proposals/{p}", "get"), *((f"/api/scripts/proposals/{{p}}/{what}", "post") for what in ("accept", "decline", "withdraw")),
        ("/api/song/stories", "get"), ("/api/song/stories", "post"), ("/api/song/import", "post"), ("/api/song/stories/{id}", "get"), ("/api/song/stories/{id}", "patch"),
        ("/api/song/stories/{id}", "delete"), ("/api/song/stories/{id}/restore", "post"), ("/api/song/stories/{id}/fork", "post"),
        ("/api/song/stories/{id}/writers/{username}", "put"), ("/api/song/stories/{id}/writers/{username}", "delete"),
        *((f"/api/song/stories/{{id}}/{what}", "get") for what in ("map", "check", "export.json", "export.twee", "export.html")),
        ("/api/song/stories/{id}/verses", "post"), ("/api/song/verses/{id}", "get"), ("/api/song/verses/{id}", "put"),
        ("/api/song/verses/{id}", "delete"), ("/api/song/verses/{id}/restore", "post"), ("/api/song/verses/{id}/revert", "post"),
        ("/api/song/stories/{id}/proposals", "get"), ("/api/song/stories/{id}/proposals", "post"), ("/api/song/proposals/{id}", "get"),
        *((f"/api/song/proposals/{{id}}/{what}", "post") for what in ("vote", "accept", "decline", "withdraw")),
        ("/api/song/patterns", "get"), ("/api/song/patterns", "post"), ("/api/song/patterns/{id}", "get"), ("/api/song/patterns/{id}", "patch"),
        ("/api/song/patterns/{id}", "delete"), ("/api/song/patterns/{id}/restore", "post"), ("/api/song/patterns/{id}/fork", "post"),
        ("/api/song/patterns/{id}/r/{number}", "get"), ("/api/song/patterns/{id}/r/{number}/loop.mid", "get"),
        ("/api/song/stories/{id}/play", "get"), ("/api/song/stories/{id}/play", "post"),
        ("/api/song/verses/{id}/history", "get"), ("/api/song/verses/{id}/history/{version}", "get"),
    }  # fmt: skip


def keeper(server):
    """An administrator who may do all there is to do with the release."""
    admin = administrator(server)
    with admin.http() as http:
        http.post("/terms/agree")
        ticket = http.post("/redeem", json={"key_value": make_keys(server, 1)[0]}).json()
    server.query("UPDATE users SET has_downloaded = TRUE WHERE id = (SELECT max(used_by_id) FROM keys)")
    assert UUID(ticket["download_token"]).version == 4
    return admin


@pytest.mark.parametrize(
    "which",
    [
        ["--include-path-regex", "^/api/tasks"],
        ["--include-path-regex", RELEASES],
        *(["--include-path-regex", f"^/api/{part}"] for part in WALLS),
        # A form that says nothing of where it comes from is refused before anybody asks who sends it. Alone, its page seems undescribed.
        ["--include-path", "/settings/import", "--exclude-checks", f"{OURS},missing_required_header,allow_header_conformance,unsupported_method"],
        # Signing out would end the session that asks; sockets are for test_socket_contract.py.
        ["--exclude-path-regex", f"^/(api/tasks|api/auth/signout|settings/import$|ws|test/echo)|{RELEASES}|^/api/({'|'.join(WALLS)})"],
    ],
    ids=["tasks", "releases", "walls", "modules", "stickers", "archives", "the rest"],
)
@pytest.mark.timeout(400)
def test_no_request_gets_an_answer_that_is_not_described(server, tmp_path, which):
    """All phases and checks. One worker: Python's parser is not safe in several."""
    if POSTGRES and which[1] != "^/api/tasks":
        pytest.skip("what these answer does not depend on the database")
    account = keeper(server) if RELEASES in which else sign_up(server)
    command = [
        str(pathlib.Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIGURATION), "run", server.url + "/openapi.json",
        "-H", f"Authorization: Bearer {account.token}", "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", str(EXAMPLES),
        "--checks", "all", "--exclude-checks", OURS, "--seed", SEED, "--workers", "1", "--no-color", "--generation-database", "none", *which,
    ]  # fmt: skip
    run = subprocess.run(command, cwd=tmp_path, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, timeout=390)
    assert run.returncode == 0, "\n".join(line[:400] for line in run.stdout.splitlines()[-150:])
