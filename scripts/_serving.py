"""A web application on an address, until it is told to stop."""

from __future__ import annotations

import signal
import sys
import threading
import urllib.error
import urllib.request
from types import FrameType
from typing import TYPE_CHECKING, Any, Self

from scripts._stopping import INTERRUPTED

if TYPE_CHECKING:
    from flask import Flask

THREADS = 8
MOST_CONNECTIONS = 500
"""A browser keeps six."""
MOST_HEADER_BYTES = 64 * 1024
TIMEOUT_SECONDS = 60
LOOK_SECONDS = 0.5
"""How often a server that nobody asks for anything looks whether it is to stop."""
CHECKED = "/?q=dreamy+piano%2C+no+drums"


class Server:
    """waitress on one address. Leave it as a context manager, and it is closed."""

    def __init__(self, app: Flask, host: str, port: int, behind_proxy: bool = False) -> None:
        """`behind_proxy` takes the word of a proxy on this machine for who asks."""
        from waitress import create_server

        from webui.bodies import MOST

        trusted = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for"}}
        self._sockets: dict[int, Any] = {}
        already = set(threading.enumerate())
        try:
            self._server = create_server(
                app, map=self._sockets, host=host, port=port, threads=THREADS, ident=None,
                connection_limit=MOST_CONNECTIONS,
                max_request_header_size=MOST_HEADER_BYTES, max_request_body_size=MOST,
                clear_untrusted_proxy_headers=True, **(trusted if behind_proxy else {}),
            )  # fmt: skip
        except OSError as error:
            self._close()
            sys.exit(
                f"{host}:{port} cannot be used ({error.strerror or error}): choose another port, "
                f"such as --port {port + 1 if port < 65535 else 8000}"
            )
        self._threads = set(threading.enumerate()) - already
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{self._server.effective_port}"
        self._told, self._stopped = 0, False

    def run(self) -> bool:
        """Serve until SIGTERM, Ctrl-C or `stop`; True where it was Ctrl-C."""
        from waitress import wasyncore

        before = {number: signal.signal(number, self._hear) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self._stopped:
                wasyncore.loop(timeout=LOOK_SECONDS, use_poll=True, map=self._sockets, count=1)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        return self._told == signal.SIGINT

    def stop(self) -> None:
        """Have `run` end soon; any thread may ask for it."""
        self._stopped = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()
        self._close()
        self._server.task_dispatcher.shutdown()
        # waitress lets go of its threads before they have let go of their compiled networks; Python aborts
        # where it ends meanwhile
        for thread in self._threads:
            thread.join(5)

    def _close(self) -> None:
        from waitress import wasyncore

        wasyncore.close_all(self._sockets, ignore_all=True)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._told = number
        self.stop()


def check(server: Server) -> int:
    """Serve, fetch a search as a browser would, and say how that went; 1 where it did not go well."""
    shown: list[int] = []
    threading.Thread(target=_fetch, args=(server, shown), daemon=True).start()
    interrupted = server.run()
    return INTERRUPTED if interrupted else 0 if sum(shown) else 1


def _fetch(server: Server, shown: list[int]) -> None:
    address = server.address + CHECKED
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
            shown.append(answer.read().decode().count(' data-key="'))
        print(f"{address} shows {sum(shown)} tracks", flush=True)
    except (urllib.error.URLError, TimeoutError) as error:
        print(f"{address} does not answer: {error}", file=sys.stderr)
    finally:
        server.stop()
