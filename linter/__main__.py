"""``python -m linter``: the same as the command ``lint-config``."""

import sys

from .cli import main

sys.exit(main())
