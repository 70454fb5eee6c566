"""Sections beside that of a credential in which frameworks keep what belongs to it.

Spring Cloud Azure keeps the tenant in ``profile`` beside ``credential``, or in that of all services
(https://learn.microsoft.com/azure/developer/java/spring-framework/configuration-properties-global); Spring Security keeps
the issuer in ``provider``, called as the ``registration`` unless that names another
(https://docs.spring.io/spring-security/reference/servlet/oauth2/login/core.html#oauth2login-boot-property-mappings).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

Scope = tuple[str, ...]


def companions_of(scope: Scope, scopes: Collection[Scope]) -> Iterator[Scope]:
    """The sections among ``scopes`` that hold the rest of a credential's, the nearest first."""
    if scope[-1:] == ("credential",) and "azure" in scope:
        above = (scope[:depth] for depth in range(len(scope) - 1, scope.index("azure"), -1))
        yield from (section for section in ((*part, "profile") for part in above) if section in scopes)
    elif scope[-2:-1] == ("registration",):
        providers = (*scope[:-2], "provider")
        own = (*providers, scope[-1])
        held = [own] if own in scopes else [section for section in scopes if section[:-1] == providers]
        yield from held if len(held) == 1 else ()
