"""Pages of other origins: none may call the API unless the operator names them, and none with a cookie."""

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import Server, once_is_enough

pytestmark = once_is_enough

APP = "https://app.example.org"


@pytest.fixture(scope="module")
def named():
    with Server(env={"NEOSPACE_CORS_ORIGINS": f"{APP}, http://localhost:3000"}) as server:
        yield server


def cors(answer: httpx.Response) -> set[str]:
    return {name for name in answer.headers if name.startswith("access-control-")}


def preflight(server, origin: str, path: str = "/api/tasks") -> httpx.Response:
    return httpx.options(server.url + path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})


def test_nobody_is_named_by_default(server):
    ada = sign_up(server)
    answer = httpx.get(server.url + "/api/tasks", headers={**ada.headers, "Origin": APP})
    assert answer.status_code == 200 and not cors(answer)
    assert preflight(server, APP).status_code == 405 and not cors(preflight(server, APP))


@pytest.mark.parametrize("origin", [APP, "http://localhost:3000"])
def test_a_named_origins_page_calls_with_a_token(named, origin):
    asked = preflight(named, origin)
    assert asked.status_code == 204 and asked.headers["access-control-allow-origin"] == origin
    assert "PATCH" in asked.headers["access-control-allow-methods"] and "Authorization" in asked.headers["access-control-allow-headers"]
    ada = sign_up(named)
    for path, status in (("/api/tasks", 200), ("/nowhere", 404)):
        answer = httpx.get(named.url + path, headers={**ada.headers, "Origin": origin})
        assert answer.status_code == status and answer.headers["access-control-allow-origin"] == origin
        assert "Origin" in answer.headers["vary"] and "ETag" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "https://app.example.org.evil.org", "http://app.example.org", "*"])
def test_others_stay_outside(named, origin):
    assert preflight(named, origin).status_code == 405
    answer = httpx.get(named.url + "/health", headers={"Origin": origin})
    assert not cors(answer) and "Origin" in answer.headers["vary"]


def test_a_cookie_never_rides_along(named):
    ada = sign_up(named)
    cookie = {"session": ada.token}
    answer = httpx.get(named.url + "/api/tasks", cookies=cookie, headers={"Origin": APP})
    assert "access-control-allow-credentials" not in answer.headers
    posted = httpx.post(named.url + "/api/tasks", json={"title": "theirs"}, cookies=cookie, headers={"Origin": APP})
    assert posted.status_code == 403
    assert httpx.get(named.url + "/api/tasks", headers=ada.headers).json()["data"]["tasks"] == []


def test_another_name_of_this_machine_leads_to_the_public_url(server):
    other = f"http://localhost:{server.port}"
    page = httpx.get(other + "/login?next=/tasks", headers={"Accept": "text/html"})
    assert page.status_code == 303 and page.headers["location"] == server.url + "/login?next=/tasks"
    assert httpx.get(other + "/health").status_code == 200
    ada = sign_up(server)
    refused = httpx.get(server.url + "/ws", headers={**ada.headers, "Origin": other})
    assert refused.status_code == 403 and other in refused.text and server.url in refused.text
