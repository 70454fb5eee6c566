"""Compose services as facts."""

import json

from extracting import Facts
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.model import Family, Role, ValueKind

GUID = "6f8a3c1e-92d4-4b07-a5e1-0c7d9b3f2e68"


def compose(text: str) -> Facts:
    return Facts(text, Family.COMPOSE, "docker-compose.yml")


def test_a_map_of_variables() -> None:
    facts = compose(f"""
        services:
          api:
            environment:
              AzureAd__ClientId: {GUID}
              AzureAd__ClientSecret: "Hx72!kdoQ"
        """)
    secret = facts.setting("AzureAd__ClientSecret")
    assert secret.key == "services:api:environment:AzureAd__ClientSecret"
    assert (secret.role, facts.place(secret.location)) == (Role.CLIENT_SECRET, (5, 31))
    (credential,) = facts.wiring.credentials
    assert credential.client_id
    assert credential.scope == ("services", "api", "environment", "AzureAd")


def test_a_list_of_assignments_has_exact_spans() -> None:
    facts = compose("""
        services:
          api:
            environment:
              - AZURE_CLIENT_SECRET=Hx72=!kdoQ
              - "AZURE_CLIENT_ID=${AZURE_CLIENT_ID:-}"
              - 'DB_PASSWORD=Hx72''kdoQ'
              - API_KEY
        """)
    secret = facts.setting("AZURE_CLIENT_SECRET")
    assert (facts.at(secret.location), facts.place(secret.location)) == ("Hx72=!kdoQ", (4, 29))
    assert facts.at(secret.key_location) == "AZURE_CLIENT_SECRET"
    assert facts.setting("AZURE_CLIENT_ID").value.kind in (ValueKind.TOKEN, ValueKind.EMPTY)
    quoted = facts.setting("DB_PASSWORD")
    assert (quoted.value.reveal(), facts.at(quoted.location)) == ("Hx72'kdoQ", "Hx72''kdoQ")
    assert not any("API_KEY" in key for key in facts.keys)


def test_services_share_no_scope_and_anchors_are_followed() -> None:
    facts = compose("""
        x-common: &common
          AZURE_CLIENT_SECRET: Hx72!kdoQ
        services:
          api:
            environment:
              <<: *common
              AZURE_CLIENT_ID: api
          web:
            environment: *common
        """)
    assert [s.scope[1] for s in facts.wiring.settings if s.role is Role.CLIENT_SECRET] == ["api", "web"]


def test_arguments_of_builds_and_commands() -> None:
    facts = compose("""
        services:
          proxy:
            build: {args: [GITHUB_TOKEN=Hx72!kdoQ]}
            command: ["--client-secret=Hx72!kdoR"]
            env_file: [.env.prod]
            secrets: [client_secret]
        secrets:
          client_secret: {file: ./client_secret.txt}
        """)
    assert facts.keys == ["services:proxy:build:args:GITHUB_TOKEN", "services:proxy:client-secret"]
    assert [facts.at(s.location) for s in facts.wiring.settings] == ["Hx72!kdoQ", "Hx72!kdoR"]


def test_other_texts_are_passed_over() -> None:
    assert compose("services: {api: {image: shop}}\nconfigs: {a: {file: b}}\n").keys == []
    assert compose("- services\n").keys == []


@given(st.text(st.sampled_from("aZ9=:#\"'\\ äß€𝄞{}$\n\t"), min_size=1, max_size=12))
@settings(max_examples=100)
def test_escapes_before_and_in_a_value_move_no_span(value: str) -> None:
    written = json.dumps(f"DB_PASSWORD={value}", ensure_ascii=False)
    facts = compose(f"services:\n  api:\n    environment:\n      - {written}\n")
    found = facts.setting("DB_PASSWORD")
    assert found.value.reveal() == value
    assert json.loads(f'"{facts.at(found.location)}"') == value
