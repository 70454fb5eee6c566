"""What joins files: kustomizations, releases, parameter files, and what fills Kubernetes Secrets."""

from __future__ import annotations

from extracting import Facts

from linter.model import Assembly, AssemblyKind, Family, Supply


def assembly(text: str, family: Family, path: str) -> Assembly:
    (found,) = Facts(text, family, path).wiring.assemblies
    return found


def supply(text: str) -> Supply:
    (found,) = Facts(text, Family.KUBERNETES, "deploy/secret.yaml").wiring.supplies
    return found


def test_kustomization_names_resources_patches_and_namespace() -> None:
    found = assembly(
        """
        kind: Kustomization
        namespace: shop
        resources: [../../base, secret.yaml]
        patches:
          - path: identity.yaml
          - patch: |-
              - op: remove
                path: /x
        """,
        Family.KUBERNETES,
        "deploy/overlays/prod/kustomization.yaml",
    )
    assert found.target == "deploy/overlays/prod"
    assert found.layers == ("deploy/base", "deploy/overlays/prod/secret.yaml")
    assert found.patches == ("deploy/overlays/prod/identity.yaml",)
    assert (found.namespace, found.complete) == ("shop", True)


def test_kustomization_of_a_remote_base_is_not_complete() -> None:
    text = "resources: ['https://example.com/base?ref=v1']\n"
    found = assembly(text, Family.KUBERNETES, "deploy/kustomization.yaml")
    assert (found.layers, found.complete) == ((), False)


def test_helm_release_of_a_chart_in_a_repository_of_git() -> None:
    found = assembly(
        """
        kind: HelmRelease
        metadata: {name: web, namespace: shop}
        spec:
          chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: shop}}}
          valuesFrom:
            - {kind: ConfigMap, name: web-values}
          values: {a: b}
        """,
        Family.KUBERNETES,
        "clusters/prod/web.yaml",
    )
    assert (found.target, found.layers) == ("charts/web", ("ConfigMap/web-values/values.yaml",))
    assert found.inline == (("HelmRelease/shop/web", "spec", "values"),)


def test_helm_release_of_a_chart_from_elsewhere_has_no_target() -> None:
    text = """
        kind: HelmRelease
        metadata: {name: web}
        spec: {chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: x}}}, values: {a: b}}
        """
    assert assembly(text, Family.KUBERNETES, "clusters/prod/web.yaml").target == ""


def test_application_names_value_files_beside_its_chart() -> None:
    found = assembly(
        """
        kind: Application
        metadata: {name: web}
        spec:
          destination: {namespace: shop}
          source: {path: charts/web, helm: {valueFiles: [values.yaml, ../../env/prod.yaml, $values/env/web.yaml]}}
        """,
        Family.KUBERNETES,
        "argo/web.yaml",
    )
    assert found.kind is AssemblyKind.HELM
    assert found.layers == ("charts/web/values.yaml", "env/prod.yaml", "env/web.yaml")


def test_flux_kustomization_names_its_folder() -> None:
    text = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: shop}
        spec: {path: ./deploy/prod, targetNamespace: shop}
        """
    found = assembly(text, Family.KUBERNETES, "clusters/prod/shop.yaml")
    assert (found.kind, found.target, found.namespace) == (
        AssemblyKind.FLUX_KUSTOMIZATION,
        "deploy/prod",
        "shop",
    )


def test_using_and_modules_are_beside_their_file() -> None:
    using = assembly("using '../main.bicep'\n", Family.BICEP_PARAMETERS, "infra/env/main.prod.bicepparam")
    assert (using.kind, using.target) == (AssemblyKind.PARAMETERS, "infra/main.bicep")
    text = "module api 'modules/api.bicep' = {\n  name: 'api'\n}\nmodule x 'br/public:avm/x:1.0' = {\n  name: 'x'\n}\n"
    module = assembly(text, Family.BICEP, "infra/main.bicep")
    assert (module.kind, module.name, module.target) == (AssemblyKind.MODULE, "api", "infra/modules/api.bicep")


def test_compose_service_is_built_from_a_folder() -> None:
    text = "services:\n  web:\n    build: {context: ./src/web}\n  db:\n    image: postgres\n"
    found = assembly(text, Family.COMPOSE, "compose.yaml")
    assert (found.name, found.target) == ("web", "src/web")


def test_a_path_out_of_the_repository_leads_nowhere() -> None:
    text = "resources: [../../../elsewhere]\n"
    assert assembly(text, Family.KUBERNETES, "deploy/kustomization.yaml").layers == ("",)


def test_external_secret_fills_the_secret_it_targets() -> None:
    found = supply(
        """
        kind: ExternalSecret
        metadata: {name: web, namespace: shop}
        spec:
          secretStoreRef: {name: vault}
          target: {name: web-entra, creationPolicy: Merge}
          data:
            - secretKey: client-secret
              remoteRef: {key: secret/web-client-secret}
        """
    )
    assert (found.secret, found.key, found.namespace) == ("web-entra", "client-secret", "shop")
    assert (found.object, found.store, found.merges) == ("web-client-secret", "vault", True)


def test_external_secret_without_a_target_fills_one_of_its_own_name() -> None:
    text = """
        kind: ExternalSecret
        metadata: {name: web}
        spec: {data: [{secretKey: a, remoteRef: {key: b}}]}
        """
    assert supply(text).secret == "web"


def test_secret_provider_class_fills_by_the_alias_of_an_object() -> None:
    found = supply(
        """
        kind: SecretProviderClass
        metadata: {name: web}
        spec:
          provider: azure
          parameters:
            keyvaultName: shop-kv
            objects: |
              array:
                - |
                  objectName: web-client-secret
                  objectAlias: client
          secretObjects:
            - secretName: web-entra
              data:
                - {objectName: client, key: client-secret}
        """
    )
    assert (found.secret, found.key, found.vault, found.object) == (
        "web-entra",
        "client-secret",
        "shop-kv",
        "web-client-secret",
    )


def test_akv2k8s_and_generators_fill_secrets() -> None:
    akv = supply(
        """
        kind: AzureKeyVaultSecret
        metadata: {name: web}
        spec:
          vault: {name: shop-kv, object: {name: web-client-secret, type: secret}}
          output: {secret: {name: web-entra, dataKey: client-secret}}
        """
    )
    assert (akv.secret, akv.key, akv.vault, akv.object) == (
        "web-entra",
        "client-secret",
        "shop-kv",
        "web-client-secret",
    )
    text = "secretGenerator:\n  - name: web-entra\n    literals: [client-secret=made-up]\n"
    assert (supply(text).secret, supply(text).key) == ("web-entra", "client-secret")
