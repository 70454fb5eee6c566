"""One made-up run that has everything a report can meet; no text in it is or was a secret."""

from linter.model import (
    Edit,
    Family,
    Finding,
    Fix,
    LintedFile,
    Location,
    Problem,
    Related,
    Rule,
    Run,
    Severity,
    Shown,
    Source,
    Unreadable,
    Use,
    Wiring,
)

PRODUCTION = "src/Shop.Api/appsettings.Production.json"
VALUES = "deploy/charts/shop/values-prod.yaml"
WORKFLOW = ".github/workflows/deploy.yml"
BICEP = "infra/modules/größere Räume/設定.bicep"
MINIFIED = "src/web/appsettings.json"
HOSTILE = "samples/evil\x1b[31m::error::|`<b>.env"


class MadeUpRule:
    """A rule that checks nothing."""

    def __init__(self, id_: str, severity: Severity, summary: str, doc: str, codes: tuple[str, ...] = ()) -> None:
        self.ID = id_
        self.GROUP = "value"
        self.SEVERITY = severity
        self.SUMMARY = summary
        self.PRECISION = "very-high"
        self.SECURITY_SEVERITY = 8.0
        self.CODES = codes
        self.HELP_URI = f"https://example.org/rules/{id_}"
        self.__doc__ = doc

    def check(self, wiring: Wiring):  # type: ignore[no-untyped-def]  # it never runs
        return iter(())


SECRET_ID = MadeUpRule(
    "secret-id-as-secret",
    Severity.ERROR,
    "A GUID stands where an Entra client secret belongs.",
    """A GUID stands where an Entra client secret belongs.

The portal shows two columns, *Value* and *Secret ID*. The ID is a GUID, the value never is.

## What happens

`AADSTS7000215`: Invalid client secret provided. `${{ secrets.X }}` is fine.

## What to write instead

- the **value**, kept in a vault
- a reference to it
""",
    ("7000215",),
)
MISMATCH = MadeUpRule(
    "environment-mismatch",
    Severity.ERROR,
    "One credential names two environments.",
    "One credential names two environments.\n\nThe secret of one app is no secret of another.\n",
    ("7000215", "700016"),
)
PINNED = MadeUpRule(
    "pinned-keyvault-version",
    Severity.WARNING,
    "A Key Vault reference is pinned to one version.",
    "A Key Vault reference is pinned to one version.\n\nAfter a rotation it still reads the old one.\n",
)
EXPIRY = MadeUpRule("missing-secret-expiry", Severity.NOTE, "A secret has no expiry.", "A secret has no expiry.\n")
SILENT = MadeUpRule("malformed-client-id", Severity.ERROR, "A client id is no GUID.", "A client id is no GUID.\n")

RULES: tuple[Rule, ...] = (SECRET_ID, MISMATCH, PINNED, EXPIRY, SILENT)


def place(path: str, text: str, part: str, line: int = 1) -> Location:
    """Where ``part`` stands in ``text``, the text taken to begin at that line."""
    source = Source(path, Family.APP_SETTINGS, "\n" * (line - 1) + text)
    start = source.text.index(part)
    return source.location(start, start + len(part))


def masked(text: str, part: str) -> str:
    """The text with one part masked, as wide as it was."""
    return text.replace(part, "•" * len(part))


_CLIENT_LINE = '    "ClientId": "11111111-aaaa-4bbb-8ccc-222222222222",'
_SECRET_LINE = '    "ClientSecret": "99999999-dddd-4eee-8fff-333333333333",'
_GUID = "99999999-dddd-4eee-8fff-333333333333"
_CLIENT_ID = Related(place(PRODUCTION, _CLIENT_LINE, "11111111-aaaa-4bbb-8ccc-222222222222", 11), "the client id")

_WORKFLOW_LINE = "          AZURE_CLIENT_SECRET: ${{ secrets.STAGING_CLIENT_SECRET }}"
_JOB = Related(place(WORKFLOW, "    environment: production", "production", 12), "the job's environment")
_JOB_CLIENT = Related(
    place(WORKFLOW, "          AZURE_CLIENT_ID: ${{ vars.PROD_CLIENT_ID }}", "PROD_CLIENT_ID", 29), "the client id"
)

_PIN_LINE = '  vault: "@Microsoft.KeyVault(SecretUri=https://kv-shop-prod.vault.azure.net/secrets/api/00001111222233334444555566667777)"'
_PIN = "/00001111222233334444555566667777"

_WIDE_LINE = "\tname: '本番のシークレット' // 日本語 é"
_ENV_LINE = "PASSWORD=aaaaaaaa\x1b]0;owned\x07 ##vso[task.setvariable]x  # <script>alert(1)</script> `|`"
_LONG_LINE = (
    "{" + '"padding":"' + "x" * 300 + '",' + '"AzureAd":{"ClientSecret":"' + _GUID + '"}' + ',"y":"' + "z" * 300 + '"}'
)

FINDINGS = (
    Finding(
        "environment-mismatch",
        Severity.ERROR,
        Problem(
            place(WORKFLOW, _WORKFLOW_LINE, "STAGING_CLIENT_SECRET", 30),
            "AZURE_CLIENT_SECRET reads a secret named for staging, but the job's environment[1] is production"
            " and so is the client id [2]. Sign-in will fail with AADSTS7000215."
            " Read the production app's secret, ${{ secrets.PROD_CLIENT_SECRET }}.",
            key="jobs.deploy.env.AZURE_CLIENT_SECRET",
            related=(_JOB, _JOB_CLIENT),
            flow=(
                _JOB_CLIENT,
                Related(place(WORKFLOW, _WORKFLOW_LINE, "STAGING_CLIENT_SECRET", 30), "the client secret"),
                Related(place(VALUES, "  name: app-staging-credentials", "app-staging-credentials", 7), "the source"),
            ),
        ),
        fingerprint="b1946ac92492d234",
        excerpt=_WORKFLOW_LINE,
        line_hash="39fa2ee980eb94b0:1",
    ),
    Finding(
        "pinned-keyvault-version",
        Severity.WARNING,
        Problem(
            place(VALUES, _PIN_LINE, _PIN, 4),
            "The reference is pinned to one version of the secret api: after the next rotation this environment keeps"
            " the old one and sign-in fails with AADSTS7000222. Leave the version out.",
            key="api.vault",
            fix=Fix("Drop the version from the reference", (Edit(place(VALUES, _PIN_LINE, _PIN, 4), ""),)),
        ),
        fingerprint="591785b794601e21",
        excerpt=_PIN_LINE,
        line_hash="7c6a180b36896a0a:1",
    ),
    Finding(
        "missing-secret-expiry",
        Severity.NOTE,
        Problem(
            place(BICEP, _WIDE_LINE, "本番のシークレット", 3),
            "The secret 本番のシークレット has no expiry date, so nobody will be reminded to rotate it. Set attributes.exp.",
            fix=Fix("Set an expiry date", (Edit(place(BICEP, _WIDE_LINE, "é", 3), "x"),), safe=False),
        ),
        fingerprint="c157a79031e1c40f",
        excerpt=_WIDE_LINE,
        line_hash="6f1ed002ab559585:1",
    ),
    Finding(
        "secret-id-as-secret",
        Severity.ERROR,
        Problem(
            place(HOSTILE, _ENV_LINE, "aaaaaaaa"),
            "PASSWORD in \x1b[2J::error::x holds a GUID, see @someone <img src=x> | `x` ##[add-mask]y and {0}.",
            key="PASS|WORD`",
        ),
        fingerprint="5ab557c937e38f15",
        excerpt=masked(_ENV_LINE, "aaaaaaaa"),
        line_hash="1679091c5a880faf:1",
    ),
    Finding(
        "secret-id-as-secret",
        Severity.ERROR,
        Problem(
            place(PRODUCTION, _SECRET_LINE, _GUID, 12),
            "AzureAd:ClientSecret holds a GUID: that is the Secret ID of a secret of the client id [1], not its Value."
            " Sign-in will fail with AADSTS7000215. Write the Value, better a Key Vault reference to it.",
            key="AzureAd:ClientSecret",
            related=(_CLIENT_ID,),
            fix=Fix("Trim the value", (Edit(place(PRODUCTION, _SECRET_LINE, _GUID, 12), "hush"),), confidential=True),
        ),
        fingerprint="8f14e45fceea167a",
        excerpt=masked(_SECRET_LINE, _GUID),
        line_hash="e4da3b7fbbce2345:1",
    ),
    Finding(
        "missing-secret-expiry",
        Severity.NOTE,
        Problem(place(PRODUCTION, _SECRET_LINE, "ClientSecret", 12), "No reminder will come."),
        fingerprint="45c48cce2e2d7fbd",
        suppressed="ignored by a comment: rotated by the platform team",
    ),
    Finding(
        "secret-id-as-secret",
        Severity.ERROR,
        Problem(
            place(MINIFIED, _LONG_LINE, _GUID),
            "AzureAd:ClientSecret holds a GUID. Write the secret's Value.",
            key="AzureAd:ClientSecret",
        ),
        fingerprint="d3d9446802a44259",
        excerpt=masked(_LONG_LINE, _GUID),
        line_hash="6512bd43d9caa6e0:1",
    ),
)

FILES = (
    LintedFile(WORKFLOW, Family.GITHUB_WORKFLOW, "prod"),
    LintedFile(VALUES, Family.HELM_VALUES, "prod"),
    LintedFile("deploy/charts/shop/values-staging.yaml", Family.HELM_VALUES, "staging"),
    LintedFile("deploy/charts/shop/values.yaml", Family.HELM_VALUES),
    LintedFile(BICEP, Family.BICEP),
    LintedFile(HOSTILE, Family.DOTENV),
    LintedFile(PRODUCTION, Family.APP_SETTINGS, "prod"),
    LintedFile(MINIFIED, Family.APP_SETTINGS),
)

_TENANT = Shown("contoso-shop.onmicrosoft.com", place(PRODUCTION, _CLIENT_LINE, "ClientId", 10))
_SECRET_PLACE = place(PRODUCTION, _SECRET_LINE, _GUID, 12)
_PIN_PLACE = place(VALUES, _PIN_LINE, "SecretUri", 4)
_STAGING_VALUES = "deploy/charts/shop/values-staging.yaml"
_STAGING_PLACE = place(_STAGING_VALUES, "  clientId: 11111111-aaaa-4bbb-8ccc-222222222222", "11111111", 3)
_VARIABLE = Shown("GitHub variable PROD_CLIENT_ID", _JOB_CLIENT.location)
_NOTHING = Shown("")


def _use(
    environment: str, identity: Shown, secret: Shown, consumer: Shown, wire: tuple[Location, ...], origin: str
) -> Use:
    return Use(environment, identity, _NOTHING, secret, _NOTHING, (consumer,), wire, origin)


def _client_id(place: Location) -> Shown:
    return Shown("11111111-aaaa-4bbb-8ccc-222222222222", place)


# One identity in two environments with two sources in one of them, one that is wrong, one that no environment owns.
CREDENTIAL_MAP = (
    Use(
        "prod",
        _client_id(_CLIENT_ID.location),
        _TENANT,
        Shown("written in the file (a GUID)", _SECRET_PLACE),
        _NOTHING,
        (Shown("AzureAd", _CLIENT_ID.location),),
        (_CLIENT_ID.location, _SECRET_PLACE),
        "src/Shop.Api/appsettings.*.json",
    ),
    _use(
        "prod",
        _client_id(_PIN_PLACE),
        Shown("Key Vault kv-shop-prod/api", _PIN_PLACE),
        Shown("azureAd", _PIN_PLACE),
        (place(VALUES, _PIN_LINE, _PIN, 4),),
        "deploy/charts/shop/values-*.yaml",
    ),
    _use(
        "prod",
        _VARIABLE,
        Shown("GitHub secret STAGING_CLIENT_SECRET", FINDINGS[0].location),
        Shown("job deploy", _JOB_CLIENT.location),
        (FINDINGS[0].location,),
        WORKFLOW,
    ),
    _use(
        "staging",
        _client_id(_STAGING_PLACE),
        Shown("managed identity, no secret"),
        Shown("azureAd", _STAGING_PLACE),
        (_STAGING_PLACE,),
        "deploy/charts/shop/values-*.yaml",
    ),
    _use("", Shown("not given here"), Shown("none here"), Shown("<b>&"), (), "deploy/charts/shop/values.yaml"),
)

FULL = Run(
    findings=FINDINGS,
    rules=RULES,
    files=FILES,
    unreadable=(Unreadable("deploy/broken.yaml", "it is no UTF-8 and no UTF-16"),),
    notices=("The ignore of secret-literal in .lint-config.yml matches nothing any more.",),
    environment="prod",
    config=".lint-config.yml",
    version="0.1.0",
    folder="/repo/services/my api",
    prefix="services/my api/",
    credential_map=CREDENTIAL_MAP,
)

CLEAN = Run(rules=RULES, files=FILES, version="0.1.0", folder="/repo")

RUNS = {"full": FULL, "clean": CLEAN}
