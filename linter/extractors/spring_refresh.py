"""Spring Cloud Azure reads the secrets of a vault again after an interval, and never again where that is 0.

"Set to 0 to disable auto refresh", says
https://learn.microsoft.com/azure/developer/java/spring-framework/secret-management#setting-refresh-interval;
so did the starters before version 4, whose ``azure.keyvault.refresh-interval`` counts milliseconds
(``KeyVaultOperation.java`` of azure-spring-boot: "0 or less disables refresh").
"""

from __future__ import annotations

import re

from linter.model import Family, RotationSwitch, Scalar, Source
from linter.patterns import compile_late

_ENDING = "interval"

# Spring takes a name in any letter case, with dashes, underscores or neither ("Relaxed Binding" of its reference).
_UNIFORM = compile_late(r"[^a-z0-9]")
_INTERVAL = compile_late(r"springcloudazurekeyvaultsecretpropertysources\d*refreshinterval$")
_BEFORE_VERSION_4 = compile_late(r"azurekeyvault[a-z0-9]*refreshinterval")

# A number of milliseconds, one with a unit, or ISO 8601: "Converting Durations" of Spring Boot's reference.
_NEVER = compile_late(r"(?:\+?0+|-\d+)(?:[mun]?s|[mhd])?|p(?:0d|t0+[hms])", re.IGNORECASE)


def never_refreshed(path: tuple[str, ...], key: Scalar, value: Scalar, source: Source) -> RotationSwitch | None:
    """The switch that a key and its value are, where they keep Spring from reading a vault again."""
    if key.text[-len(_ENDING) :].lower() != _ENDING or not _NEVER.fullmatch(value.text.strip()):
        return None
    name = _UNIFORM.sub("", "".join((*path, key.text)).lower())
    older = source.family is Family.SPRING and _BEFORE_VERSION_4.fullmatch(name)
    if not older and not _INTERVAL.search(name):
        return None
    fault = f"the refresh interval is {value.text.strip()}, which switches refreshing off"
    return RotationSwitch(
        source.path, "Key Vault property source of Spring", source.location(value.start, value.end), fault
    )
