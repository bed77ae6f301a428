"""Open the search page in a browser: serves it on this machine until Ctrl-C."""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scripts._library import some, told
from scripts._options import as_path
from scripts._stopping import INTERRUPTED, stops_well

if TYPE_CHECKING:
    from flask import Flask

    from index.catalogue import Catalogue

EPILOG = """\
examples:
  python -m scripts.serve                      the library as it is, at http://127.0.0.1:8000
  python -m scripts.serve --library ~/Music    add this folder, look for what is new, hear it meanwhile
  LEITMOTIF_PASSWORD=... python -m scripts.serve --host 0.0.0.0   for other machines, too
  LEITMOTIF_PASSWORD=... python -m scripts.serve --name music.example.org --prefix /music
                                               behind a proxy on this machine that passes on
                                               https://music.example.org/music with the name asked for (Host)

Pages load nothing from elsewhere, and music files are only ever read. Programs may send the password as a
bearer token, too. /metrics tells Prometheus how the server is doing, /healthz whether it answers.

exit code: 0 stopped (or, with --check, all was well), 1 something failed, 2 wrong usage, 130 Ctrl-C
"""
HOST, PORT = "127.0.0.1", 8000
PASSWORD = "LEITMOTIF_PASSWORD"
LEAST_PASSWORD = 8
PREFIX = re.compile(r"(?:/[\w.~-]+)+", re.ASCII)


@stops_well
def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.serve",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=_as_port, default=PORT, metavar="N", help=f"(default {PORT})")
    parser.add_argument(
        "--host", default=HOST, metavar="ADDRESS", help=f"(default {HOST}; any other needs ${PASSWORD})"
    )
    parser.add_argument(
        "--name",
        default="",
        help=f"what browsers call this server, where a proxy passes on; needs ${PASSWORD}",
    )
    parser.add_argument(
        "--prefix", default="", metavar="/PATH", help="serve beneath this path of a proxy's site"
    )
    parser.add_argument(
        "--rate",
        type=_as_rate,
        metavar="N",
        help="searches a second that one client may ask for; 0 for no limit (default 40)",
    )
    parser.add_argument(
        "--log",
        metavar="FILE",
        help="where to write a line of JSON for every request; - is standard error (default: "
        "logs/server.jsonl beside the catalogue)",
    )
    parser.add_argument("--library", type=as_path, metavar="FOLDER", help="add this folder, and hear it")
    parser.add_argument(
        "--check", action="store_true", help="start, fetch one search as a browser would, and stop"
    )
    options = parser.parse_args(arguments)
    password = os.environ.get(PASSWORD, "")
    if not _is_loopback(options.host) and len(password) < LEAST_PASSWORD:
        parser.error(
            f"at {options.host} anybody in the network could listen to your music: set {PASSWORD} to a "
            f"password of {LEAST_PASSWORD} letters or more, or leave --host out to serve this machine alone"
        )
    if options.name and len(password) < LEAST_PASSWORD:
        parser.error(
            f"whoever reaches {options.name} could listen to your music: set {PASSWORD} to a password of "
            f"{LEAST_PASSWORD} letters or more"
        )
    if options.prefix and not PREFIX.fullmatch(options.prefix):
        parser.error(f"'{options.prefix}' is no path: give one like /music, without a slash at its end")
    sys.exit(_run(options, password))


def _as_port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: give a number up to 65535, like 8000")
    return int(text)


def _as_rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0 <= rate < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of searches: give one like 40, or 0")
    return rate


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _run(options: argparse.Namespace, password: str) -> int:
    from index.catalogue import Catalogue
    from scripts._errands import Commands
    from scripts._serving import Server, check
    from scripts._terminal import output
    from webui import create_app
    from webui.engines import Engines
    from webui.guard import NAME, Door
    from webui.journal import write_to
    from webui.limits import A_SECOND, Buckets

    output()  # names that cannot be shown must not end the command
    with told(), Catalogue.open() as catalogue:
        write_to(_journal(options.log))
        if options.library is not None:
            _add(catalogue, options.library)
        buckets = Buckets(A_SECOND if options.rate is None else options.rate)
        door = Door(password, options.name or NAME)
        commands = Commands()
        app: Flask = create_app(Engines(catalogue), door, buckets, options.prefix, commands)
        with Server(app, options.host, options.port, bool(options.name or options.prefix)) as server:
            if options.check:
                return (commands.finish("build") if options.library is not None else 0) or check(server)
            with commands:
                if options.library is not None:
                    commands.start("build")
                print(f"Leitmotif is at {server.address}{options.prefix} (Ctrl-C stops it)", flush=True)
                return INTERRUPTED if server.run() else 0


def _journal(wanted: str | None) -> Path | None:
    """The file to write to; None for standard error."""
    from index.home import room

    if wanted == "-":
        return None
    file = room("logs") / "server.jsonl" if wanted is None else as_path(wanted)
    try:
        with file.open("a"):
            return file
    except OSError as error:
        sys.exit(f"{file} cannot be written ({error.strerror}): give another with --log, or - for none")


def _add(catalogue: Catalogue, folder: Path) -> None:
    """Have the library hold this folder as it is now."""
    from retrieval.library import absolute, add_folder, scan
    from scripts.library import scan_lines

    folder = absolute(folder)
    if not any(folder.is_relative_to(known) for known in catalogue.folders()):
        add_folder(catalogue, folder)
    for line in scan_lines(scan(catalogue, [folder])):
        print(line)
    print(f"the library holds {some(catalogue.counts().present, 'track')}", flush=True)


if __name__ == "__main__":
    main()
