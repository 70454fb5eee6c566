"""Where the command begins, as ``lint-config`` and as ``python -m linter``.

Loading the modules takes most of a short run; so that Ctrl-C ends that quietly too, none of them is loaded before.
"""

import sys

INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it


def main() -> int:
    """Run the command. Returns the exit code."""
    try:
        from .cli import main as run

        return run()
    except KeyboardInterrupt:
        if sys.stderr:
            sys.stderr.write("lint-config: interrupted\n")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
