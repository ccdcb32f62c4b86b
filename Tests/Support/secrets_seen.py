"""Remembers what the tests send and are sent that no log may hold, and looks for it in what every server of the run has logged."""

import json
import pathlib
import re
import urllib.parse

import httpx

# Names under which secrets travel, in JSON, forms, cookies and addresses.
SECRET_FIELDS = re.compile(r"password|token|secret|^key$|^keys$|^code$|session$", re.I)
# What members say to one another.
TEXT_FIELDS = re.compile(r"^(content|text|body)$")
IN_ADDRESS = re.compile(r"[?&](?:token|code|invite|key)=([A-Za-z0-9_.~%-]+)")
# What may stand between the words of a log line. Tokens, keys and addresses are single words; passwords and texts mostly are not.
WORD = re.compile(r"[A-Za-z0-9_-]{10,}")

secrets: set[str] = set()
logs: list[pathlib.Path] = []


def remember(value: str, kind: str = "secret") -> None:
    """Short words and numbers stand in logs of themselves."""
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
            pass  # sent to be refused
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
    """From here on every client's traffic is remembered."""
    send, async_send = httpx.Client.send, httpx.AsyncClient.send

    def watched(self, *arguments, **options):
        return watch(send(self, *arguments, **options))

    async def async_watched(self, *arguments, **options):
        return watch(await async_send(self, *arguments, **options))

    httpx.Client.send, httpx.AsyncClient.send = watched, async_watched


def found_in(text: str) -> set[str]:
    """The remembered secrets that stand in a log; of a token, its signature is enough."""
    words = set(WORD.findall(text))
    found = set()
    for secret in secrets:
        parts = WORD.findall(secret)
        if parts == secret.split("."):  # a word, or a token of three
            if parts[-1] in words:
                found.add(secret)
        elif secret in text or json.dumps(secret)[1:-1] in text or urllib.parse.quote(secret) in text:
            found.add(secret)
    return found
