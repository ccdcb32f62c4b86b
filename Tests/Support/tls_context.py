"""One TLS context for every HTTP client of a test run.

A client of httpx makes a context of its own, and reads all certificates of public authorities for it: 27 ms of CPU each time. A run makes
thousands of clients, and nearly all of them speak plain HTTP to a server on this machine.
"""

import httpx

_shared = httpx.create_ssl_context()


def share_tls_context() -> None:
    """Clients that name no context get the shared one. It has httpx's defaults."""
    for client in (httpx.Client, httpx.AsyncClient):
        client.__init__ = _with_shared(client.__init__)


def _with_shared(make):
    def made(self, *arguments, **options):
        if options.get("verify", True) is True and options.get("cert") is None:
            options["verify"] = _shared
        make(self, *arguments, **options)

    return made
