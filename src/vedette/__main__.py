"""Entry point. `--version` is answered here, before anything heavy is imported."""

from __future__ import annotations

import sys


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
    from vedette.apps.cli.main import run

    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
