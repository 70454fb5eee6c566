"""Which files are there to be copied or read, rather than deployed; told from their paths."""

from __future__ import annotations

import re

from linter.patterns import compile_late

# appsettings.Production.json.example, .env.production.sample
_SAMPLE_NAME = compile_late(r"[._-](?:example|sample|template|dist|tmpl|tpl)s?(?:\.[^/]*)?$", re.IGNORECASE)
_DOCUMENTATION = compile_late(r"(?:^|/)(?:docs?|documentation|snippets)/", re.IGNORECASE)
_SAMPLES = compile_late(r"(?:^|/)(?:samples?|examples?)/", re.IGNORECASE)


def is_illustration(path: str) -> bool:
    """Whether a file is a sample by its name, or lies in a folder of documentation."""
    return bool(_SAMPLE_NAME.search(path) or _DOCUMENTATION.search(path))


def is_sample(path: str) -> bool:
    """Whether a file is an illustration or lies in a folder of samples, which may be deployed for a try."""
    return is_illustration(path) or _SAMPLES.search(path) is not None
