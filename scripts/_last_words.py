"""A command whose last words another process hears, too: python -m scripts._last_words FD NAME ARGUMENT ...

What keeps a command from its work goes to standard error, among bars and warnings. Whoever shows it elsewhere
gives a file descriptor, and finds there the reason alone; nothing, where there was none.
"""

from __future__ import annotations

import importlib
import os
import sys

from scripts._stopping import INTERRUPTED


def main(arguments: list[str] | None = None) -> None:
    descriptor, name, *rest = sys.argv[1:] if arguments is None else arguments
    with os.fdopen(int(descriptor), "w", encoding="utf-8", errors="replace") as words:
        try:
            importlib.import_module(f"scripts.{name}").main(rest)
        except SystemExit as ended:
            if isinstance(ended.code, str):
                words.write(ended.code)
            raise
        except KeyboardInterrupt:  # before the command could hear it
            sys.exit(INTERRUPTED)
        except Exception as error:
            kind = type(error).__name__
            words.write(
                f"something went wrong that should not have ({kind}: {error}): the terminal of the server "
                "tells more"
            )
            raise


if __name__ == "__main__":
    main()
