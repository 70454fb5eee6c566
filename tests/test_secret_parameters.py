"""Names of template parameters, as Bicep's linter, PSRule and real templates have taught."""

import pytest

from linter.names.secret_parameters import is_secret_parameter_name

SECRETS = (
    "adminPassword adminpwd ADMIN_PASSWORD administratorLoginPassword adminPasswordOrKey clientSecret"
    " aadClientSecret servicePrincipalClientSecret spnSecret secrets secretsObject registrationToken hostpoolToken"
    " hostPoolToken token_access_token _artifactsLocationSasToken storageAccountKey acctKey storagePrimaryKey"
    " workspaceKey apiKey jwtSecretKey password1 sshPrivateKey certificatePassword eventHubNamespaceConnectionString"
    " vmPassword"
).split()

NONE = (
    "connectionStringKey administratorLoginPasswordKey secretName keyVaultSecretName secretNames secretUri"
    " secretUrl secretsPermissions secretVersion secretUrlWithVersion certificateUrlValue passwordSecretName"
    " secretId secretType secretRotationEnabled secretRef secretExpiryInDays keyVaultSecretUsers"
    " rbacSecretOfficerUsers keyVaultSecretsUserRole syncNtlmPasswords customerManagedKey"
    " disablePasswordAuthentication authenticationType passwordLength minPasswordLength passwordPolicy"
    " passwordResetInterval sshPublicKey sshRSAPublicKey adminSshKey resourceToken solutionUniqueToken tokenName"
    " tokenExpirationTime sasTokenValidityLength secretStoreName secretsProvider imagePullSecretName keyVaultPath"
    " keyVaultSecret enableSecretRotation usePassword appInsightsConnectionString DINE-Something-Key passwordOptions"
    " linuxProfileAdminKeyData"
    " secretTags name location x _"
).split()


@pytest.mark.parametrize("name", SECRETS)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_parameter_name(name)


@pytest.mark.parametrize("name", NONE)
def test_names_of_something_else(name: str) -> None:
    assert not is_secret_parameter_name(name)


@pytest.mark.parametrize(
    ("type_", "may"),
    [
        ("", True),
        ("string", True),
        ("object", True),
        ("string?", True),
        ("bool", False),
        ("int", False),
        ("array", False),
    ],
)
def test_only_texts_and_objects_hold_secrets(type_: str, may: bool) -> None:
    assert is_secret_parameter_name("adminPassword", type_) is may
