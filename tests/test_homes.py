"""Where identities live, and which environments hold one that is another's."""

from __future__ import annotations

from collections.abc import Mapping
from time import process_time
from uuid import NAMESPACE_DNS, uuid5

from joining import family_of, join

from linter.effective.borrowing import borrowings
from linter.effective.homes import Homes
from linter.model import Source
from linter.names.environments import Environments
from linter.wire import Known, wire

_LETTERS = "abcdef"


def guid(number: int) -> str:
    return str(uuid5(NAMESPACE_DNS, str(number)))


def account(number: int) -> str:
    return f"""
        kind: ServiceAccount
        metadata: {{name: web, annotations: {{azure.workload.identity/client-id: {guid(number)}}}}}
        """


def found(files: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What is met where, and whose it is."""
    return [(b.met.path, b.met.environment, b.home.environment) for b in borrowings(Homes(join(files)))]


def test_the_nearest_place_of_the_home_is_shown() -> None:
    files = {
        f"{team}/clusters/{env}/account.yaml": account(number)
        for team in ("a", "m", "z")
        for env, number in (("prod", 1), ("staging", 2), ("dev", 3))
    }
    files["m/jobs/prod.yaml"] = account(2)
    (borrowing,) = borrowings(Homes(join(files)))
    assert borrowing.home.path == "m/clusters/staging/account.yaml"
    assert borrowing.own is not None
    assert borrowing.own.path == "m/clusters/prod/account.yaml"


def test_environments_that_no_word_tells_are_known_by_where_they_stand() -> None:
    envs = {"prod": 1, "staging": 2, "sbox": 3, "ithc": 4}
    files = {f"{app}/{env}.yaml": account(10 * number) for app in ("web", "jobs") for env, number in envs.items()}
    files |= {f"mail/{env}.yaml": account(number) for env, number in (envs | {"ithc": 3}).items()}
    files["mail/accounts/sbox.yaml"] = account(3)
    assert found(files) == [("mail/ithc.yaml", "ithc", "sbox")]


def overlays(files: Mapping[str, str]) -> dict[str, str]:
    """The environments of files, by their places."""
    return {file.place: file.overlay.environment for file in join(files).files if file.overlay}


def test_kustomizations_of_one_base_beside_a_known_environment_are_environments() -> None:
    take = "resources: [../../base, web.yaml]\n"
    files = {f"web/{env}/01/kustomization.yaml": take.replace("../", "../../", 1) for env in ("prd", "dev", "sandbox")}
    files["web/dev/01/web.yaml"] = account(1)
    files["web/sandbox/02/kustomization.yaml"] = files["web/dev/01/kustomization.yaml"]
    assert overlays(files) == {
        "web/prd/01/kustomization.yaml": "prod",
        "web/dev/01/kustomization.yaml": "dev",
        "web/dev/01/web.yaml": "dev",
        "web/sandbox/01/kustomization.yaml": "sandbox",
        "web/sandbox/02/kustomization.yaml": "sandbox",
    }


def test_kustomizations_of_different_bases_or_beside_none_known_are_none() -> None:
    assert overlays({f"web/{name}/kustomization.yaml": "resources: [../base]\n" for name in ("dev", "blue")}) == {}
    apart = {f"web/{name}/kustomization.yaml": f"resources: [../{name}-base]\n" for name in ("prod", "dev")}
    assert overlays(apart) == {"web/prod/kustomization.yaml": "prod"}
    beside = {f"web/{name}/kustomization.yaml": "resources: [../base]\n" for name in ("prod", "blue")}
    assert overlays(beside) == {
        "web/prod/kustomization.yaml": "prod"
    }  # one known environment is not enough for any word


def test_a_file_below_all_environments_is_none() -> None:
    for name in ("base", "common", "web"):  # the last stands so only once
        files = {f"web/{env}.yaml": account(number) for number, env in enumerate(("dev", "staging", "prod"))}
        assert found(files | {f"web/{name}.yaml": account(2)}) == []


def test_what_is_declared_says_whose_an_id_is() -> None:
    files = {f"web/{env}.yaml": account(number) for env, number in (("dev", 1), ("staging", 2), ("prod", 2))}
    sources = [Source(place, family_of(place), text) for place, text in files.items()]
    wiring = wire(sources, Environments(), jobs=1, known=Known(declared={guid(2): "prod"}))
    assert [(b.met.environment, b.home.environment) for b in borrowings(Homes(wiring))] == [("staging", "prod")]


def test_a_home_in_which_an_id_does_not_stand_lends_nothing() -> None:
    """What is declared of it, environment-mismatch tells; the name of an identity may be a purpose."""
    files = {f"web/{env}.yaml": account(number) for env, number in (("dev", 1), ("staging", 2), ("test", 2))}
    sources = [Source(place, family_of(place), text) for place, text in files.items()]
    wiring = wire(sources, Environments(), jobs=1, known=Known(declared={guid(2): "prod"}))
    assert list(borrowings(Homes(wiring))) == []
    identity = (
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web-test-mi"
    )
    manifest = f"kind: AzureIdentity\nmetadata: {{name: web}}\nspec: {{resourceID: {identity}}}\n"
    assert found({f"web/{env}.yaml": manifest for env in ("sbox", "staging", "prod")}) == []


def test_environments_before_production_may_share() -> None:
    files = {f"{app}/{env}.yaml": account(number) for number, app in enumerate(_LETTERS) for env in ("dev", "test")}
    files |= {f"{app}/prod.yaml": account(100 + number) for number, app in enumerate(_LETTERS)}
    assert found(files) == []


def test_time_grows_with_the_number_of_places() -> None:
    """The same few ids in ever more folders, which made every place look at all others."""

    def seconds(copies: int) -> float:
        wiring = join(
            {
                f"{copy}/{folder}/{env}/account.yaml": account(number)
                for copy in range(copies)
                for folder, numbers in (("clusters", (1, 2, 3)), ("jobs", (2, 2, 3)))
                for env, number in zip(("prod", "staging", "dev"), numbers, strict=True)
            }
        )
        begin = process_time()
        assert len(list(borrowings(Homes(wiring)))) == copies
        return process_time() - begin

    assert seconds(400) < 16 * max(seconds(50), 0.02)  # eight times the places; quadratic would be sixty-four


def test_a_word_within_a_files_name_is_of_the_app_where_a_folder_tells_the_environment() -> None:
    files = {f"environments/{env}/mail-staging-jobs.yaml": account(number) for env, number in (("prod", 1), ("dev", 2))}
    files["stg/staging-mail-jobs.yaml"] = account(3)
    files["mail/web-staging-eu.yaml"] = account(4)
    assert overlays(files) == {
        "environments/prod/mail-staging-jobs.yaml": "prod",
        "environments/dev/mail-staging-jobs.yaml": "dev",
        "stg/staging-mail-jobs.yaml": "staging",
        "mail/web-staging-eu.yaml": "staging",
    }


def test_the_word_for_an_environment_is_replaced_and_no_letters_of_another() -> None:
    files = {f"products-{env}.yaml": account(number) for env, number in (("prod", 1), ("staging", 2))}
    patterns = {file.overlay.pattern for file in join(files).files if file.overlay}
    assert patterns == {"products-*.yaml"}


def test_environments_that_stand_beside_one_known_again_and_again_are_environments() -> None:
    envs = ("prod", "aat", "demo")
    apps = ("ccd", "idam", "rpe", "sscs")
    files = {f"k8s/{env}/{app}/account.yaml": account(len(env + app)) for env in envs for app in apps}
    assert set(overlays(files).values()) == set(envs)
    few = {path: text for path, text in files.items() if "sscs" not in path}
    assert set(overlays(few).values()) == {"prod"}
    pairs = {path: text for path, text in files.items() if "demo" not in path}
    assert set(overlays(pairs).values()) == {"prod"}  # a second colour is as likely


def test_an_environment_is_known_by_the_name_that_stands_where_production_has_its_own() -> None:
    def release(name: str) -> str:
        return f"kind: HelmRelease\nmetadata: {{name: web}}\nspec: {{values: {{keyVaultName: {name}}}}}"

    files = {f"k8s/{env}/web.yaml": release(f"shop-{env}-kv") for env in ("prod", "ithc")}
    assert overlays(files) == {"k8s/prod/web.yaml": "prod", "k8s/ithc/web.yaml": "ithc"}
    for other in ("shop-kv", "shop-ithcs-kv", "ithc-kv"):
        assert "k8s/ithc/web.yaml" not in overlays(files | {"k8s/ithc/web.yaml": release(other)})


def test_a_kustomization_of_an_environment_that_is_known_elsewhere_lies_as_others_do() -> None:
    envs = ("prod", "staging", "ptl")
    files = {f"{app}/{env}/account.yaml": account(len(app + env)) for app in ("web", "mail") for env in envs}
    kustomization = "resources: [../../jobs.yaml]\n"
    files |= {f"{app}/prod/base/kustomization.yaml": kustomization for app in ("web", "mail")}
    alone = {"ipam/ptl/base/kustomization.yaml": kustomization, "ipam/blue/base/kustomization.yaml": kustomization}
    assert {place: env for place, env in overlays(files | alone).items() if place in alone} == {
        "ipam/ptl/base/kustomization.yaml": "ptl"
    }
    otherwise = {"ptl/kustomization.yaml": kustomization, "tools/ipam/ptl/base/kustomization.yaml": kustomization}
    assert otherwise.keys().isdisjoint(overlays(files | otherwise))


def test_an_environment_of_one_kustomization_is_one_where_production_has_none_yet() -> None:
    take = "resources: [../../../base, patch.yaml]\n"
    files = {f"{app}/{env}/01/kustomization.yaml": take for app in ("web", "mail") for env in ("prd", "snd", "tst")}
    begun = {"jobs/snd/03/kustomization.yaml": take, "jobs/blue/03/kustomization.yaml": take}
    assert {place: env for place, env in overlays(files | begun).items() if place in begun} == {
        "jobs/snd/03/kustomization.yaml": "snd"
    }
