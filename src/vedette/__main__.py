"""Entry point. `--version` is answered here, before anything heavy is imported."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> None:
    """Run the command line and exit."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from vedette import __version__

        try:
            sys.stdout.write(f"vedette {__version__}\n")
            sys.stdout.flush()
        except (OSError, AttributeError):
            # Written by the long way, which says what is wrong and never ends in the 1 of a blocked gate.
            sys.argv[1:] = ["--version"]
        else:
            raise SystemExit(0)
    from vedette.apps.cli.failure import Standing
    from vedette.apps.cli.main import run

    # It holds what the run leaves until the process is gone.
    standing = Standing()
    _end(run(sys.argv[1:], standing))


def _end(code: int) -> NoReturn:
    """Exits without taking half a million objects apart one by one: that is a tenth of a warm scan."""
    import atexit
    import os
    import threading

    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        raise SystemExit(code) from None
    if threading.active_count() > 1:
        raise SystemExit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 - what would run them is what is left out
    os._exit(code)


if __name__ == "__main__":
    main()
