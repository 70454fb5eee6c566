"""Entra's error codes, as far as credentials can cause them.

Source: Microsoft, "Microsoft Entra authentication and authorization error codes"
(entra-docs ``docs/identity-platform/reference-error-codes.md``), unless a code says otherwise.
The page itself warns that codes and texts may change. 700211 and 700212: azure-sdk-for-net,
``sdk/identity/Azure.Identity/TROUBLESHOOTING.md``; 7002138: Azure/login, issue 515.
"""

from pathlib import Path
from typing import NamedTuple


class AadstsCode(NamedTuple):
    """One code: ``title`` is Entra's short text, ``meaning`` what it says of a configuration."""

    number: int
    title: str
    meaning: str


_ALL = (
    AadstsCode(
        7000215,
        "Invalid client secret provided",
        "The client secret sent is none of the app's: the Secret ID instead of the Value, a damaged copy, "
        "another app's or environment's secret, one rotated since, or the text of an unresolved reference.",
    ),
    AadstsCode(
        7000222,
        "The provided client secret keys are expired",
        "The secret was the app's and has passed its end date; add a new one and roll it out.",
    ),
    AadstsCode(
        7000218,
        "The request body must contain client_assertion or client_secret",
        "No secret arrived: the setting is missing or empty, or the app registration is a public client.",
    ),
    AadstsCode(
        70002,
        "Invalid client",
        "The older form of 7000215: client_secret does not match what was registered.",
    ),
    AadstsCode(
        50012,
        "Authentication failed",
        "The certificate or assertion sent does not fit the app; until 2017 also: invalid client secret.",
    ),
    AadstsCode(
        700016,
        "Application not found in the directory",
        "The client id is no app of this tenant: a wrong client id, or the right one with a wrong tenant.",
    ),
    AadstsCode(
        700011,
        "Application not found in the directory",
        "As 700016: the app named in the request does not exist in this tenant.",
    ),
    AadstsCode(70001, "Application disabled", "The app registration has been disabled."),
    AadstsCode(7000112, "Application disabled", "The app's service principal has been disabled."),
    AadstsCode(
        700025,
        "Client is public",
        "The app registration is a public client, so neither a secret nor an assertion may be sent.",
    ),
    AadstsCode(
        700027,
        "Client assertion failed signature validation",
        "The certificate that signed the assertion is none of the app's.",
    ),
    AadstsCode(700030, "Invalid certificate", "The certificate's subject does not match what is registered."),
    AadstsCode(
        700021,
        "Client assertion application identifier does not match client_id",
        "The assertion was made for another app than the client id sent with it.",
    ),
    AadstsCode(
        700023,
        "Client assertion audience does not match realm issuer",
        "The assertion's audience is another tenant or cloud than the one it was sent to.",
    ),
    AadstsCode(
        70021,
        "No matching federated identity record found",
        "The token's issuer, subject or audience fits no federated credential of the app.",
    ),
    AadstsCode(
        700211,
        "No matching federated identity record found for presented assertion issuer",
        "The token's issuer fits no federated credential of the app: another cluster, or a slash too many or too few.",
    ),
    AadstsCode(
        700212,
        "No matching federated identity record found for presented assertion audience",
        "The token's audience fits no federated credential of the app; api://AzureADTokenExchange is what is expected.",
    ),
    AadstsCode(
        700213,
        "No matching federated identity record found for presented assertion subject",
        "The subject (repository, branch or environment of the workflow) fits no federated credential.",
    ),
    AadstsCode(
        7002131,
        "No matching federated identity record found for presented assertion",
        "As 700213, for flexible federated credentials.",
    ),
    AadstsCode(
        7002138,
        "No matching federated identity record found for presented assertion subject",
        "As 700213: the subject fits a federated credential but for upper and lower case, which count.",
    ),
    AadstsCode(
        700229,
        "Only app-only tokens can be used as federated credentials for the Entra issuer",
        "A user's token was presented where a federated credential needs an app's.",
    ),
    AadstsCode(90061, "Request to external OIDC endpoint failed", "Entra could not reach the federated issuer."),
    AadstsCode(
        90002,
        "Tenant not found",
        "The tenant id or domain does not exist in this cloud: mistyped, or the authority of another cloud.",
    ),
    AadstsCode(
        900382,
        "Confidential client is not supported in cross-cloud request",
        "The authority belongs to another cloud than the app registration.",
    ),
    AadstsCode(
        900432,
        "Confidential client is not supported in cross-cloud request",
        "As 900382: the authority belongs to another cloud than the app registration.",
    ),
    AadstsCode(
        90038,
        "The tenant belongs to a national cloud",
        "The tenant lives in another cloud; use that cloud's authority.",
    ),
    AadstsCode(
        900144,
        "The request body lacks a parameter",
        "A required field, often client_id, is missing or empty.",
    ),
    AadstsCode(9002313, "Invalid request", "The request is malformed: often a value that is not encoded right."),
    AadstsCode(
        9001023,
        "The grant type is not supported over /common or /consumers",
        "Client credentials need the tenant's own authority.",
    ),
    AadstsCode(
        500011,
        "The resource principal was not found",
        "The scope or resource names an API that this tenant does not know.",
    ),
    AadstsCode(53003, "Blocked by Conditional Access", "A policy refused the sign-in; the secret was right."),
)

CODES = {code.number: code for code in _ALL}

_PAGES = Path(__file__).parent / "diagnoses"
# Codes that are diagnosed like another one.
_AS = {700211: 70021, 700212: 70021, 700213: 70021, 7002131: 70021, 7002138: 70021, 700011: 700016}


def diagnosis(number: int) -> str:
    """How to find the cause of a code and to verify the fix, as Markdown; empty for a code without a page.

    The pages are written from Microsoft's documentation; each lists its sources.
    """
    page = _PAGES / f"{_AS.get(number, number)}.md"
    if not page.is_file():
        return ""
    verify = (_PAGES / "verify-secret.md").read_text(encoding="utf-8")
    return page.read_text(encoding="utf-8").replace("{verify-secret}\n", verify)
