"""In which environments the jobs of workflows run, and what those that call a workflow give it."""

from __future__ import annotations

import pytest
from joining import join

from linter.credential_map.entries import credential_map
from linter.effective.calls import places
from linter.effective.deployments import Deployments
from linter.model import Use
from linter.names.environments import Environments

TOKEN = "federated token, no secret"
DEPLOY = ".github/workflows/deploy.yml"
CALLED = ".github/workflows/called.yml"
LOGIN = "steps: [{uses: azure/login@v2, with: {client-id: '${{ secrets.AZURE_CLIENT_ID }}'}}]"


def mapped(files: dict[str, str]) -> tuple[Use, ...]:
    return credential_map(join(files), Environments())


def rows(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(use.environment, use.identity.text.removeprefix("GitHub secret ")) for use in mapped(files)]


def environments(environment: str, more: str = "", on: str = "push") -> set[str]:
    """The environments of a workflow's one job."""
    return run_in({DEPLOY: f"on: {on}\njobs: {{deploy: {{environment: '{environment}', {more} {LOGIN}}}}}\n"})


def run_in(files: dict[str, str], place: str = DEPLOY) -> set[str]:
    deployments = Deployments(join(files).files)
    file = deployments.by_place[place]
    return {name for job in file.jobs for name in deployments.calls.environments_of(job, file)}


def called(inputs: str = "{environment: {type: string}}") -> str:
    return f"""
        on: {{workflow_call: {{inputs: {inputs}}}}}
        jobs: {{deploy: {{environment: '${{{{ inputs.environment }}}}', {LOGIN}}}}}
        """


def calling(given: str, uses: str = "./.github/workflows/called.yml") -> str:
    return f"jobs: {{call: {{uses: {uses}, with: {{{given}}}, secrets: inherit}}}}\n"


@pytest.mark.parametrize(
    ("environment", "more", "expected"),
    [
        ("production", "", {"prod"}),
        ("yt01", "", {"yt01"}),
        ("${{ matrix.environment }}", "strategy: {matrix: {environment: [dev, production]}},", {"dev", "prod"}),
        ("${{ matrix.to.name }}", "strategy: {matrix: {to: [{name: dev}, {name: c2}]}},", {"dev", "c2"}),
        ("${{ matrix.environment }}", "strategy: {matrix: {include: [{environment: dev}, {os: linux}]}},", {"dev"}),
        ("${{ matrix.environment }}", "strategy: {matrix: {environment: '${{ fromJSON(vars.TO) }}'}},", {""}),
        ("${{ vars.ENVIRONMENT }}", "", {""}),
        ("deploy-${{ inputs.environment }}", "", {""}),
    ],
)
def test_a_job_runs_in_each_environment_of_its_matrix(environment: str, more: str, expected: set[str]) -> None:
    assert environments(environment, more) == expected


@pytest.mark.parametrize(
    ("environment", "asked", "expected"),
    [
        ("inputs.environment", "{type: choice, options: [dev, prod]}", {"dev", "prod"}),
        ("github.event.inputs.environment", "{type: choice, options: [dev, prod]}", {"dev", "prod"}),
        ("inputs.environment || ''staging''", "{type: choice, options: [dev, prod]}", {"dev", "prod", "staging"}),
        ("inputs.environment", "{type: string, default: dev}", {"dev", ""}),
        ("inputs.environment", "{type: environment}", {""}),
    ],
)
def test_a_person_chooses_among_the_options(environment: str, asked: str, expected: set[str]) -> None:
    on = f"{{workflow_dispatch: {{inputs: {{environment: {asked}}}}}}}"
    assert environments(f"${{{{ {environment} }}}}", on=on) == expected


def test_those_that_call_a_workflow_say_where_it_runs() -> None:
    files = {
        CALLED: called(),
        ".github/workflows/a.yml": calling("environment: production"),
        ".github/workflows/b.yml": calling("Environment: dev"),
    }
    assert run_in(files, CALLED) == {"prod", "dev"}
    assert rows(files) == [("prod", "AZURE_CLIENT_ID"), ("dev", "AZURE_CLIENT_ID")]
    files[".github/workflows/c.yml"] = calling("tag: one")
    assert run_in(files, CALLED) == {"prod", "dev", ""}
    assert rows(files)[-1] == ("", "AZURE_CLIENT_ID")


def test_what_is_not_given_is_the_default() -> None:
    files = {CALLED: called("{environment: {default: staging}}"), DEPLOY: calling("tag: one")}
    assert run_in(files, CALLED) == {"staging"}
    assert run_in({CALLED: called("{environment: {default: staging}}")}, CALLED) == {""}  # others may call it


def test_a_call_hands_on_what_it_was_given_itself() -> None:
    outer = f"""
        on: {{workflow_call: {{inputs: {{to: {{type: string}}}}}}}}
        {calling("environment: '${{ inputs.to }}'").strip()}
        """
    files = {
        CALLED: called(),
        ".github/workflows/outer.yml": outer,
        DEPLOY: calling("to: production", "./.github/workflows/outer.yml"),
    }
    assert run_in(files, CALLED) == {"prod"}
    assert run_in(files) == set()  # what it calls is a job that only calls
    assert run_in(files, ".github/workflows/outer.yml") == {"prod"}


def test_workflows_that_call_each_other_come_to_an_end() -> None:
    again = f"""
        on: {{workflow_call: {{inputs: {{environment: {{type: string}}}}}}}}
        {calling("environment: '${{ inputs.environment }}'").strip()}
        """
    assert run_in({CALLED: again, DEPLOY: again}, CALLED) == set()


SECRET = """
    on: {workflow_call: {inputs: {environment: {type: string}}, secrets: {client-id: {required: true}}}}
    jobs:
      deploy:
        environment: ${{ inputs.environment }}
        steps: [{uses: azure/login@v2, with: {client-id: '${{ secrets.client-id }}'}}]
    """


def giving(environment: str, secret: str) -> str:
    return f"""
        jobs:
          call:
            uses: ./.github/workflows/called.yml
            with: {{environment: {environment}}}
            secrets: {{client-id: '${{{{ secrets.{secret} }}}}', tenant-id: '${{{{ secrets.AZURE_TENANT_ID }}}}'}}
        """


def test_those_that_give_a_secret_tell_of_it() -> None:
    files = {
        CALLED: SECRET,
        ".github/workflows/a.yml": giving("production", "PROD_CLIENT_ID"),
        ".github/workflows/b.yml": giving("dev", "DEV_CLIENT_ID"),
    }
    assert rows(files) == [("prod", "PROD_CLIENT_ID"), ("dev", "DEV_CLIENT_ID")]
    assert {use.secret.text for use in mapped(files)} == {TOKEN}
    assert rows({CALLED: SECRET}) == [("", "client-id")]
    files[".github/workflows/c.yml"] = calling("environment: staging")  # which has it by inheritance
    assert ("staging", "client-id") in rows(files)


def test_a_secret_that_one_caller_gives_under_another_name_is_followed() -> None:
    files = {
        CALLED: SECRET.replace("client-id", "who", 1).replace("secrets.client-id", "secrets.who"),
        DEPLOY: giving("production", "PROD_CLIENT_ID").replace("client-id:", "who:"),
    }
    (use,) = mapped(files)
    assert (use.environment, use.identity.text, use.secret.text) == ("prod", "GitHub secret PROD_CLIENT_ID", TOKEN)
    assert [place.path for place in use.wire if place.path == DEPLOY]
    files[".github/workflows/more.yml"] = giving("production", "OTHER_CLIENT_ID").replace("client-id:", "who:")
    (use,) = mapped(files)
    assert use.identity.text == "GitHub secret who"  # nothing decides


def test_a_login_goes_by_way_of_the_workflow_that_is_called() -> None:
    files = {CALLED: SECRET.replace("secrets.client-id", "inputs.client-id"), DEPLOY: giving("production", "ID")}
    (use,) = mapped(files)
    assert (use.environment, use.identity.text, use.secret.text) == ("prod", "GitHub secret ID", TOKEN)


@pytest.mark.parametrize(
    ("permissions", "given", "expected"),
    [
        ("{id-token: write}", "azure-client-id: '${{ secrets.ID }}', azure-tenant-id: '${{ secrets.TENANT }}'", TOKEN),
        (
            "{contents: read}",
            "azure-client-id: '${{ secrets.ID }}', azure-tenant-id: '${{ secrets.TENANT }}'",
            "none here",
        ),
        (
            "{id-token: write}",
            "spa-client-id: '${{ secrets.ID }}', azure-tenant-id: '${{ secrets.TENANT }}'",
            "none here",
        ),
        (
            "{id-token: write}",
            "client-id: '${{ secrets.ID }}', client-secret: '${{ secrets.S }}', tenant-id: '${{ secrets.TENANT }}'",
            "GitHub secret S",
        ),
        ("write-all", "azure-client-id: '${{ secrets.ID }}', azure-tenant-id: '${{ secrets.TENANT }}'", TOKEN),
    ],
)
def test_an_action_elsewhere_signs_in_by_the_token_of_its_job(permissions: str, given: str, expected: str) -> None:
    steps = f"steps: [{{uses: shop/actions/deploy@v1, with: {{{given}}}}}]"
    (use,) = mapped({DEPLOY: f"jobs: {{deploy: {{permissions: {permissions}, {steps}}}}}\n"})
    assert use.secret.text == expected


def test_a_script_signs_in_by_the_token_of_its_job() -> None:
    variables = (
        "env: {AZURE_CLIENT_ID: '${{ vars.AZURE_CLIENT_ID }}', SPA_CLIENT_ID: '${{ vars.SPA_ID }}', AZURE_TENANT_ID: t}"
    )
    jobs = f"jobs: {{deploy: {{{variables}, steps: [{{run: azd auth login}}]}}}}\n"
    for permissions, expected in (
        ("{id-token: write}", {TOKEN}),
        ("write-all", {TOKEN}),
        ("read-all", {"none here"}),
        ("{}", {"none here"}),
    ):
        uses = mapped({DEPLOY: f"permissions: {permissions}\n{jobs}"})
        assert {use.secret.text for use in uses if use.identity.text == "GitHub variable AZURE_CLIENT_ID"} == expected
        assert TOKEN not in {use.secret.text for use in uses if use.identity.text == "GitHub variable SPA_ID"}


def test_a_workflow_asks_for_a_token_by_the_permission_of_its_caller() -> None:
    steps = "steps: [{uses: shop/actions/plan@v1, with: {arm_client_id: '${{ vars.ARM_CLIENT_ID }}'}}]"
    files = {CALLED: f"on: {{workflow_call: {{}}}}\njobs: {{plan: {{{steps}}}}}\n", DEPLOY: calling("tag: one")}
    assert {use.secret.text for use in mapped(files)} == {"none here"}
    for permissions in ("{id-token: write}", "write-all"):
        asking = files | {DEPLOY: f"permissions: {permissions}\n{files[DEPLOY]}"}
        assert {use.secret.text for use in mapped(asking)} == {TOKEN}


def test_an_app_of_github_in_such_a_job_is_none_of_entra_s() -> None:
    steps = "steps: [{uses: actions/create-github-app-token@v2, with: {client-id: '${{ vars.BOT_ID }}'}}]"
    assert not mapped({DEPLOY: f"jobs: {{deploy: {{permissions: {{id-token: write}}, {steps}}}}}\n"})


@pytest.mark.parametrize(
    ("place", "counts"),
    [
        (".github/workflows/sample-app-cd.yml", True),
        (".github/workflows/template-push.yaml", True),
        (".github/workflows/deploy.yml.disabled", False),
        ("docs/workflows/example-deploy.yml", False),
    ],
)
def test_what_github_runs_is_no_sample(place: str, counts: bool) -> None:
    workflow = f"on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    {LOGIN}\n"
    assert bool(mapped({place: workflow})) == counts


def test_a_workflow_of_another_repository_may_be_called_alike() -> None:
    files = {CALLED: SECRET, DEPLOY: giving("production", "ID").replace("./.github", "shop/workflows/.github")}
    assert ("", "client-id") in rows(files)


@pytest.mark.parametrize(
    ("uses", "found"),
    [
        ("./.github/actions/push", (".github/actions/push/action.yml", ".github/actions/push/action.yaml")),
        ("./", ("action.yml", "action.yaml")),
        ("shop/web/actions/push@v1", ("actions/push/action.yml", "actions/push/action.yaml")),
        ("actions/checkout@v4", ()),
        ("./.github/workflows/called.yml", (CALLED,)),
        ("shop/web/.github/workflows/called.yml@v1", ()),
    ],
)
def test_where_an_action_stands(uses: str, found: tuple[str, ...]) -> None:
    assert places(uses) == found
