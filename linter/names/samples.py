"""Which files are there to be copied, read or tested with, rather than deployed; told from their paths."""

from __future__ import annotations

import re

from linter.model import Family
from linter.patterns import compile_late

from .words import words

# appsettings.Production.json.example, .env.production.sample
_SAMPLE_NAME = compile_late(r"[._-](?:example|sample|template|dist|tmpl|tpl)s?(?:\.[^/]*)?$", re.IGNORECASE)
_DOCUMENTATION = compile_late(r"(?:^|/)(?:docs?|documentation|snippets)/", re.IGNORECASE)
_SAMPLES = compile_late(r"(?:^|/)(?:samples?|examples?)/", re.IGNORECASE)

_TESTS = frozenset("test tests fixture fixtures spec specs testdata cypress playwright".split())
# environments/test, clusters/tests: an environment, whatever it is for.
_DEPLOYS = compile_late(
    r"(?:^|/)(?:env(?:ironment)?s?|overlays?|clusters?|deploy(?:ment)?s?|infra(?:structure)?|k8s|helm|charts?|stages?)/",
    re.IGNORECASE,
)
# What is read by a program that is tested. Templates, manifests and workflows deploy, in whichever folder they lie.
_READ_BY_TESTS = frozenset({Family.APP_SETTINGS, Family.DOTENV, Family.SPRING, Family.DOTNET_CONFIG, Family.COMPOSE})


def is_for_tests(path: str, family: Family) -> bool:
    """Whether a file configures a program under test: it lies in a folder of tests and is no file that deploys."""
    return family in _READ_BY_TESTS and any(map(_is_of_tests, path.split("/")[:-1])) and not _DEPLOYS.search(path)


def _is_of_tests(folder: str) -> bool:
    """Whether a folder is called after tests: ``tests``, ``__tests__``, ``my-e2e``, ``Shop.Api.IntegrationTests``."""
    return folder.lower().endswith("e2e") or not _TESTS.isdisjoint(words(folder)[-1:])


def is_illustration(path: str) -> bool:
    """Whether a file is a sample by its name, or lies in a folder of documentation."""
    return bool(_SAMPLE_NAME.search(path) or _DOCUMENTATION.search(path))


def is_sample(path: str) -> bool:
    """Whether a file is an illustration or lies in a folder of samples, which may be deployed for a try."""
    return is_illustration(path) or _SAMPLES.search(path) is not None
