"""The wiring: what the files together say of credentials, with the formats forgotten.

``extract`` makes one :class:`FileWiring` per file, from that file alone; all of them together are
the :class:`Wiring` that every rule sees. Everything here is immutable and picklable.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from .assembly import Assembly, Supply
from .credential import Credential, Evidence, Setting, VaultReference
from .finding import Problem
from .inventory import Inventory
from .option import Options
from .overlay import Overlay
from .source import Family, Location
from .template import Output, Parameter, VaultSecretResource
from .workflow import Job
from .workload import GeneratedSecret, RotationSwitch, VariableSource, Workload

if TYPE_CHECKING:
    from datetime import date


class FileWiring(NamedTuple):
    """The facts of one file.

    ``place`` is its path from the top of the repository; ``overlay`` tells its siblings, None for a
    file made for no one environment. ``problems`` are those of reading it.
    """

    path: str
    family: Family
    place: str = ""
    overlay: Overlay | None = None
    settings: tuple[Setting, ...] = ()
    credentials: tuple[Credential, ...] = ()
    vault_references: tuple[VaultReference, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    outputs: tuple[Output, ...] = ()
    vault_secrets: tuple[VaultSecretResource, ...] = ()
    jobs: tuple[Job, ...] = ()
    workloads: tuple[Workload, ...] = ()
    variable_sources: tuple[VariableSource, ...] = ()
    rotation_switches: tuple[RotationSwitch, ...] = ()
    generated_secrets: tuple[GeneratedSecret, ...] = ()
    assemblies: tuple[Assembly, ...] = ()
    supplies: tuple[Supply, ...] = ()
    environments: tuple[Evidence, ...] = ()
    problems: tuple[Problem, ...] = ()


class Effective(NamedTuple):
    """What one environment of one app gets: several files' settings, each layer over those before it.

    ``layers`` are paths as findings show them, the base first; ``pattern`` is what the last one's siblings
    share. ``says`` names in words what lays them over each other. Each setting of ``settings`` and
    ``credentials`` remembers by its location which file it comes from. ``replaced`` are the settings of
    the lower layers that nothing gets.
    """

    environment: str
    pattern: str
    layers: tuple[str, ...]
    settings: tuple[Setting, ...]
    credentials: tuple[Credential, ...]
    replaced: tuple[Setting, ...] = ()
    says: str = "names"

    @property
    def overlay(self) -> str:
        """The path of the last layer."""
        return self.layers[-1]

    @property
    def base(self) -> str:
        """The path of the first layer."""
        return self.layers[0]


class Container(NamedTuple):
    """What one container gets in one environment: all keys of Secrets and ConfigMaps, and its own variables over them.

    ``path`` is the file that tells of it, ``location`` where it names the first of them; ``environment`` is empty for what
    is made for all, ``pattern`` what its siblings for other environments share with it. All settings have the scope of the
    container; those that are ``taken``, told by their places, are otherwise as they stand in the other object. ``replaced``
    are the places of those that others lie over.
    """

    environment: str
    pattern: str
    path: str
    location: Location
    settings: tuple[Setting, ...]
    credentials: tuple[Credential, ...]
    taken: frozenset[Location] = frozenset()
    replaced: frozenset[Location] = frozenset()


class _Facts(NamedTuple):
    files: tuple[FileWiring, ...] = ()
    effective: tuple[Effective, ...] = ()
    containers: tuple[Container, ...] = ()
    environment: str = ""
    aliases: Mapping[str, tuple[str, ...]] = {}  # nobody adds to it; a proxy could not be pickled
    inventory: Inventory | None = None
    today: "date | None" = None
    options: Options = {}  # noqa: RUF012 - as above


class Wiring(_Facts):
    """All facts of all files; each property is one kind of fact, file by file.

    ``effective`` are the configurations that environments get from several files together, ``containers`` those that
    take all keys of something.
    ``environment`` is the one that alone is judged, empty for all; ``aliases`` are the declared names of
    environments with their other names. ``inventory`` is what Entra knows of
    the apps, ``today`` the day on which dates are judged, ``options`` what is set of rules.
    """

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """Every setting."""
        return tuple(chain.from_iterable(file.settings for file in self.files))

    @cached_property
    def credentials(self) -> tuple[Credential, ...]:
        """Every credential."""
        return tuple(chain.from_iterable(file.credentials for file in self.files))

    @cached_property
    def vault_references(self) -> tuple[VaultReference, ...]:
        """Every place that reads from a Key Vault."""
        return tuple(chain.from_iterable(file.vault_references for file in self.files))

    @property
    def parameters(self) -> Iterator[Parameter]:
        """Every parameter of a template that is secret or ought to be."""
        return chain.from_iterable(file.parameters for file in self.files)

    @property
    def outputs(self) -> Iterator[Output]:
        """Every output of a template that carries a secret in plain text."""
        return chain.from_iterable(file.outputs for file in self.files)

    @property
    def vault_secrets(self) -> Iterator[VaultSecretResource]:
        """Every vault secret that a template creates."""
        return chain.from_iterable(file.vault_secrets for file in self.files)

    @property
    def jobs(self) -> Iterator[Job]:
        """Every job of a workflow, and every composite action."""
        return chain.from_iterable(file.jobs for file in self.files)

    @property
    def workloads(self) -> Iterator[Workload]:
        """Every Kubernetes workload."""
        return chain.from_iterable(file.workloads for file in self.files)

    @property
    def rotation_switches(self) -> Iterator[RotationSwitch]:
        """Every place that decides whether a secret is refreshed."""
        return chain.from_iterable(file.rotation_switches for file in self.files)

    @property
    def generated_secrets(self) -> Iterator[GeneratedSecret]:
        """Every Secret whose name changes with its content."""
        return chain.from_iterable(file.generated_secrets for file in self.files)

    @property
    def problems(self) -> Iterator[Problem]:
        """What the parsers could not read."""
        return chain.from_iterable(file.problems for file in self.files)
