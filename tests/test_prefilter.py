from __future__ import annotations

import pytest

from linter.discovery.prefilter import is_worth_parsing, may_hold_wiring

DEFINITION = b"---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  secretRef: {}\n"


@pytest.mark.parametrize(
    "key",
    [
        "AzureAd__ClientSecret", "DB_PASS", "pwd", "clientid", "TenantId", "vaultUri", "AZURE_CREDENTIALS",
        "subscription_id", "identityResourceId", "ASPNETCORE_ENVIRONMENT", "ApiKey", "SasToken", "connStr",
        "ConnectionStrings", "MicrosoftAppId", "app-id", "issuer", "Authority", "certThumbprint", "AZURE_PAT",
        "spring.datasource.url", "AzureWebJobsStorage", "spring.profiles.active", "valuesFrom",
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_every_key_with_a_role_is_a_reason_to_parse(key: str, encoding: str) -> None:
    assert may_hold_wiring(f"{key}: x\n".encode(encoding))


def test_signatures_of_keys() -> None:
    assert may_hold_wiring(b"x: abc8" + b"Q~" + b"d" * 34)
    assert may_hold_wiring(b"x: " + b"a" * 76 + b"+ASt" + b"aaaaaQ==")
    assert may_hold_wiring(b"x: gh" + b"p_" + b"a" * 36)


@pytest.mark.parametrize("data", [b"", b"replicas: 2\nimage: nginx\n", "größe: 1\n".encode("utf-16")])
def test_nothing_to_wire(data: bytes) -> None:
    assert not may_hold_wiring(data)


def test_definitions_of_resource_types_hold_no_values() -> None:
    assert not may_hold_wiring(DEFINITION * 3)
    assert may_hold_wiring(DEFINITION + b"---\nkind: Secret\n")
    assert may_hold_wiring(DEFINITION + b'---\n"kind": Secret\n')
    assert may_hold_wiring(b"kind: Secret\n" + DEFINITION) is True


def test_a_kustomization_of_paths_alone_says_what_is_deployed_together() -> None:
    assert is_worth_parsing("overlays/prod/kustomization.yaml", b"resources: [../../base]\n")
    assert not is_worth_parsing("overlays/prod/web.yaml", b"resources: [../../base]\n")


POLICY = b"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  podSelector: {app: token-client}\n"


def test_kinds_that_have_to_do_with_no_credential() -> None:
    assert not may_hold_wiring(POLICY)
    assert not may_hold_wiring(POLICY.replace(b"\n", b"\r\n"))
    assert not may_hold_wiring(POLICY.decode().encode("utf-16"))
    assert not may_hold_wiring(
        b"{{- if .Values.x }}\n" + POLICY + b"---\n" + POLICY.replace(b"NetworkPolicy", b'"Role"')
    )


def test_a_service_account_tells_by_its_workload_identity_alone() -> None:
    account = b"apiVersion: v1\nkind: ServiceAccount\nautomountServiceAccountToken: false\n"
    assert not may_hold_wiring(account)
    assert may_hold_wiring(account + b"metadata:\n  annotations:\n    azure.workload.identity/client-id: x\n")


@pytest.mark.parametrize(
    "data",
    [
        POLICY + b"---\napiVersion: v1\nkind: Secret\n",
        POLICY + b"---\napiVersion: v1\nkind: {{ .Values.kind }}\n",
        POLICY.replace(b"apiVersion", b"version"),  # values, not a manifest
        POLICY + b"# abc8" + b"Q~" + b"d" * 34,
        POLICY + b"# gh" + b"p_" + b"a" * 36,
    ],
)
def test_what_stands_beside_such_a_kind_is_a_reason_to_parse(data: bytes) -> None:
    assert may_hold_wiring(data)


@pytest.mark.parametrize(
    "data",
    [
        b"# the token of the cluster\nreplicas: 2\n  # its secret\nimage: nginx\n",
        b"// Token(Identifier)\r\nvar size = 2\r\n//@ a secret\r\n",
        b"  # client\n" * 3,
    ],
)
def test_what_comments_say_is_no_wiring(data: bytes) -> None:
    assert not may_hold_wiring(b"replicas: 2\n" + data)


@pytest.mark.parametrize(
    "data",
    [
        b"# the token\nsize: 2\ntoken: x\n# the token\n",
        b"# the token\nclientSecret: x\n# the token\n",
        b"x: 1 # the secret\n",  # which is rare enough
        b"# abc8" + b"Q~" + b"d" * 34,
        b"#token: x\nurl: https://vault\n",
    ],
)
def test_what_stands_beside_comments_counts(data: bytes) -> None:
    assert may_hold_wiring(data)
