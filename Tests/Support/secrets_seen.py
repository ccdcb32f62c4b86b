"""Remembers the secrets that tests send and receive, and searches the logs of all servers of the run for them."""

import functools
import json
import pathlib
import re
import urllib.parse

import httpx

# Names of values that are secret, in JSON, forms, cookies and URLs.
SECRET_FIELDS = re.compile(r"password|token|secret|^key$|^keys$|^code$|session$", re.I)
# Names of values that members write.
TEXT_FIELDS = re.compile(r"^(content|text|body)$")
IN_ADDRESS = re.compile(r"[?&](?:token|code|invite|key)=([A-Za-z0-9_.~%-]+)")
# The characters between the words of a log line. Tokens, keys and addresses are single words; passwords and texts usually are not.
WORD = re.compile(r"[A-Za-z0-9_-]{10,}")

secrets: set[str] = set()
logs: list[pathlib.Path] = []


def remember(value: str, kind: str = "secret") -> None:
    """Whether to search for a value: short words and numbers occur in logs anyway."""
    least = 10 if kind == "secret" else 16
    if len(value) >= least and not value.replace(".", "").isdigit() and len(set(value)) > 4:
        secrets.add(value)


def remember_fields(value: object, name: str = "") -> None:
    if isinstance(value, dict):
        for member, inner in value.items():
            remember_fields(inner, member)
    elif isinstance(value, list):
        for inner in value:
            remember_fields(inner, name)
    elif isinstance(value, str):
        if SECRET_FIELDS.search(name):
            remember(value)
        elif TEXT_FIELDS.search(name):
            remember(value, "text")


def remember_body(content: bytes, type_: str) -> None:
    if "json" in type_:
        try:
            remember_fields(json.loads(content))
        except ValueError:
            pass  # sent on purpose, to be refused
    elif "urlencoded" in type_:
        remember_fields(dict(urllib.parse.parse_qsl(content.decode("latin-1"))))
    elif "html" in type_:
        for found in IN_ADDRESS.findall(content.decode("utf-8", "replace")):
            remember(found)


def remember_headers(headers: httpx.Headers | dict[str, str]) -> None:
    for name, value in headers.items():
        if name.lower() == "authorization":
            remember(value.removeprefix("Bearer "))
        elif name.lower() in ("cookie", "set-cookie"):
            for pair in value.split(";"):
                cookie, _, content = pair.strip().partition("=")
                remember_fields(content, cookie)
        elif name.lower() == "location":
            for found in IN_ADDRESS.findall(value):
                remember(found)


def watch(response: httpx.Response) -> httpx.Response:
    request = response.request
    remember_headers(request.headers)
    for found in IN_ADDRESS.findall(str(request.url)):
        remember(found)
    try:
        remember_body(request.content, request.headers.get("content-type", ""))
    except httpx.RequestNotRead:
        pass  # streamed: a file
    remember_headers(response.headers)
    if response.is_closed and response.is_stream_consumed:
        remember_body(response.content, response.headers.get("content-type", ""))
    return response


def watch_httpx() -> None:
    """Starts remembering the traffic of all clients."""
    send, async_send = httpx.Client.send, httpx.AsyncClient.send

    def watched(self, *arguments, **options):
        return watch(send(self, *arguments, **options))

    async def async_watched(self, *arguments, **options):
        return watch(await async_send(self, *arguments, **options))

    httpx.Client.send, httpx.AsyncClient.send = watched, async_watched


@functools.cache
def forms(secret: str) -> tuple[str | None, set[str]]:
    """How a log may hold a secret: as this word, or else as one of these texts. For a token, its signature alone counts too."""
    parts = WORD.findall(secret)
    if parts == secret.split("."):  # a single word, or a token of three parts
        return parts[-1], set()
    return None, {secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret)}


def found_in(text: str) -> set[str]:
    """The remembered secrets that occur in a log."""
    words = set(WORD.findall(text))
    found = set()
    for secret in secrets:
        word, texts = forms(secret)
        if word in words or any(one in text for one in texts):
            found.add(secret)
    return found
