"""The configuration file that ``--init`` writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_HEAD = """\
# yaml-language-server: $schema=https://raw.githubusercontent.com/lint-config/lint-config/main/linter/configuration/config.schema.json
# lint-config: what it should know about this repository.
# Every key is optional; `lint-config --config-schema` prints the schema of this file.
"""

_NO_ENVIRONMENTS = """\
# environments:                # how they are called here, and what is theirs
#   prod:
#     aliases: [production, live]
#     client-ids: []           # app registrations and managed identities
#     tenants: []
#     vaults: [kv-shop-prod]
#     subscriptions: []
"""

_REST = """\
# What makes the exit code 1: error, warning, note or never.
fail-on: warning

# rules:                       # by rule or group: error, warning, note or off
#   avoidable-client-secret: off

# ignore:                      # findings that are accepted, each with a reason
#   - rule: secret-id-as-secret
#     path: src/appsettings.json
#     key: AzureAd:ClientSecret
#     reason: issued before 2020, rotated in Q1
#     until: 2027-03-31        # from the next day on the finding returns

# overrides:                   # other severities for some files
#   - files: ["tests/**"]
#     rules: {secret-literal: note}

# options:                     # what may be set of single rules
#   long-lived-secret: {months: 12}

# exclude: ["samples/**"]      # left out when folders are searched
# inventory: entra-apps.json   # app registrations: az ad app list --all
# baseline: .lint-config-baseline.json
"""


def starter(environments: Mapping[str, Iterable[str]]) -> str:
    """A commented configuration with the environments that were met, each with the words that named it."""
    return f"{_HEAD}\n{_environments(environments) or _NO_ENVIRONMENTS}\n{_REST}"


def _environments(environments: Mapping[str, Iterable[str]]) -> str:
    if not environments:
        return ""
    lines = [
        "# How the environments are called here; add client-ids, tenants, vaults and subscriptions that are theirs."
    ]
    lines.append("environments:")
    for name, words in sorted(environments.items()):
        aliases = ", ".join(_quoted(word) for word in sorted({*words} - {name}))
        lines.append(f"  {_quoted(name)}: {{aliases: [{aliases}]}}")
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """A YAML flow scalar: plain where that is safe in every YAML, else in quotes."""
    if word.replace("-", "").isalpha() and word.isascii() and word.lower() not in ("y", "n", "yes", "no", "on", "off"):
        return word if word.lower() not in ("true", "false", "null") and not word.startswith("-") else f"'{word}'"
    return "'" + word.replace("'", "''") + "'"
