"""What a key says of its value."""

import pytest

from linter.model import Role
from linter.names.environments import Environments
from linter.names.roles import read_key, split_key


def role_of(key: str) -> Role:
    return read_key(split_key(key), Environments()).role


@pytest.mark.parametrize(
    "key",
    (
        "PGPASSWORD DBPASSWORD sqlpassword mysqlpasswd SMTPPASS MONGO_PASS DB_PASS REDISCLI_AUTH SERVICE_ROLE_KEY"
        " NEXT_SUPABASE_SERVICE_ROLE_KEY spring.mail.smtp-pass"
    ).split(),
)
def test_passwords_are_known_however_they_are_written(key: str) -> None:
    assert role_of(key) is Role.OTHER_SECRET


@pytest.mark.parametrize(
    "key",
    (
        "bypass proxy_pass first_pass compass byPass REDIS_AUTH AUTH PGPASSFILE showpassword resetpassword nopasswd"
        " encryptedpassword ANON_KEY"
    ).split(),
)
def test_what_only_looks_like_a_password_is_none(key: str) -> None:
    assert role_of(key) is not Role.OTHER_SECRET
