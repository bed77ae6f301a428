"""`leitmotif COMMAND ...`: the same as `python -m scripts.COMMAND ...`, from anywhere."""

from __future__ import annotations

import ast
import difflib
import importlib
import sys
from pathlib import Path

from scripts._stopping import stops_well

_HERE = Path(__file__).parent


def commands() -> dict[str, str]:
    """Name and one-line description of every command, sorted; read from the files without running them."""
    files = sorted(path for path in _HERE.glob("*.py") if not path.stem.startswith("_"))
    return {path.stem: _first_line(path) for path in files if path.stem != Path(__file__).stem}


@stops_well
def main(arguments: list[str] | None = None) -> None:
    """Run the command that the first argument names, with the others."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    known = commands()
    if name in ("-h", "--help", "help"):
        print(_listing(known))
        return
    name = name.replace("-", "_")
    if name not in known:
        close = difflib.get_close_matches(name, known, 1)
        meant = f"did you mean '{close[0]}'? " if close else ""
        print(f"no command '{name}': {meant}choose from {', '.join(known)}", file=sys.stderr)
        sys.exit(2)
    importlib.import_module(f"scripts.{name}").main(rest)


def _listing(known: dict[str, str]) -> str:
    width = max(map(len, known), default=0) + 2
    lines = [f"  {name:{width}}{line}" for name, line in known.items()]
    return "\n".join(
        ["usage: leitmotif COMMAND ...", "", *lines, "", "'leitmotif COMMAND --help' tells more about one."]
    )


def _first_line(path: Path) -> str:
    described = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return described.partition("\n")[0]


if __name__ == "__main__":
    main()
