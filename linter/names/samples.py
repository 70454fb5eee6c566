"""Which files are there to be copied, read or tested with, rather than deployed; told from their paths."""

from __future__ import annotations

import re
from functools import lru_cache

from linter.model import Family
from linter.patterns import compile_late

from .words import words

# appsettings.Production.json.example, .env.production.sample, sample.appsettings.json
_SAMPLE_NAME = compile_late(
    r"[._-](?:example|sample|template|dist|tmpl|tpl)s?(?:\.[^/]*)?$|(?:^|/)(?:example|sample)\.[^/]+\.[a-z]+$",
    re.IGNORECASE,
)
# What coding assistants are given to read is documentation too: .agents/skills/deploy/examples/github.yml
_DOCUMENTATION = compile_late(
    r"(?:^|/)(?:docs?|documentation|snippets|\.(?:agents?|claude|codex|cursor|gemini)|\.github/(?:skills|prompts))/",
    re.IGNORECASE,
)
_RUN = "/.github/workflows/"  # GitHub runs what lies there, also a "template" that others call
_SAMPLES = compile_late(r"(?:^|/)(?:samples?|examples?)/", re.IGNORECASE)

_TESTS = frozenset("test tests fixture fixtures spec specs testdata cypress playwright".split())
# What a test is given and what it expects: nothing of it is ever applied, in whichever family.
_DATA_OF_TESTS = frozenset("fixture fixtures testdata golden goldens".split())
# docker-compose.ci.yml, appsettings.IntegrationTests.json. Test alone is an environment to which apps are deployed.
_TEST_NAME = compile_late(
    r"(?:^|[._-])(?:(?:unit|integration|acceptance|functional)[._-]?tests?|tests|testing|e2e|ci)(?=[._-]|$)",
    re.IGNORECASE,
)
# test-parameters.json; parameters.test.json is deployed
_TEST_PARAMETERS = compile_late(r"test[-_.]?param", re.IGNORECASE)
_TEST_VALUES = compile_late(r"tests?[-_]values", re.IGNORECASE)  # values-test.yaml is of an environment
_CHART_TEST = compile_late(r"(?:^|/)tests/(?:.*/)?[^/]+_test\.ya?ml$")  # helm-unittest
_TEST_RUN = compile_late(r"[._-]test(?:[._-]|$)", re.IGNORECASE)
_INTEGRATION = compile_late(r"[._-](?:integration|it)[._-]", re.IGNORECASE)  # docker-compose.integration.yml
# environments/test, clusters/tests: an environment, whatever it is for.
_DEPLOYS = compile_late(
    r"(?:^|/)(?:env(?:ironment)?s?|overlays?|clusters?|deploy(?:ment)?s?|infra(?:structure)?|k8s|helm|charts?|stages?)/",
    re.IGNORECASE,
)
# What is read by a program that is tested. Templates, manifests and workflows deploy, in whichever folder they lie.
_READ_BY_TESTS = frozenset({Family.APP_SETTINGS, Family.DOTENV, Family.SPRING, Family.DOTNET_CONFIG, Family.COMPOSE})
_OF_TEST_RUNS = frozenset({Family.DOTENV, Family.COMPOSE})


@lru_cache(maxsize=16384)  # many rules ask it of each file
def is_for_tests(path: str, family: Family) -> bool:
    """Whether a file is data of a test or configures a program under test, by its folders or its name."""
    *folders, name = path.split("/")
    if any(not _DATA_OF_TESTS.isdisjoint(words(folder)[-1:]) for folder in folders):
        return True
    if _is_named_for_tests(name, family) or _CHART_TEST.search(path):
        return True
    return family in _READ_BY_TESTS and lies_among_tests(path)


def lies_among_tests(path: str) -> bool:
    """Whether a file lies in a folder of tests and in none from which something is deployed."""
    return any(map(_is_of_tests, path.split("/")[:-1])) and not _DEPLOYS.search(path)


def _is_named_for_tests(name: str, family: Family) -> bool:
    """Whether a file's name says so; the variables and containers of a ``test`` are those of a test run."""
    if family is Family.ARM_PARAMETERS:
        return _TEST_PARAMETERS.match(name) is not None
    if family is Family.HELM_VALUES:
        return _TEST_VALUES.match(name) is not None
    if family in _OF_TEST_RUNS and _TEST_RUN.search(name):
        return True
    if family is Family.COMPOSE and _INTEGRATION.search(name):
        return True
    return family in _READ_BY_TESTS and _TEST_NAME.search(name) is not None


def _is_of_tests(folder: str) -> bool:
    """Whether a folder is called after tests: ``tests``, ``__tests__``, ``my-e2e``, ``Shop.Api.IntegrationTests``."""
    return folder.lower().endswith("e2e") or not _TESTS.isdisjoint(words(folder)[-1:])


@lru_cache(maxsize=16384)
def is_illustration(path: str) -> bool:
    """Whether a file is a sample by its name, or lies in a folder of documentation."""
    if _RUN in f"/{path}":
        return False
    return bool(_SAMPLE_NAME.search(path) or _DOCUMENTATION.search(path))


def is_sample(path: str) -> bool:
    """Whether a file is an illustration or lies in a folder of samples, which may be deployed for a try."""
    return is_illustration(path) or _SAMPLES.search(path) is not None
