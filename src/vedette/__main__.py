"""Entry point. `--version` is answered here, before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from vedette import __version__

        sys.stdout.write(f"vedette {__version__}\n")
        raise SystemExit(0)
    from vedette.apps.cli.main import run

    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
