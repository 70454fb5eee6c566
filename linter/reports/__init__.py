"""What can be made of a run: one module per output, each a pure function from a run to text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from linter.model import Run

Report = Callable[[Run], str]

MODULES = {
    "text": ".text",
    "sarif": ".sarif",
    "json": ".json",
    "github": ".github",
    "gitlab": ".gitlab",
    "junit": ".junit",
    "markdown": ".markdown",
    "html": ".html",
}


def report(name: str) -> Report:
    """The output of that name, imported only now, since a run needs one or two of them.

    Raises KeyError for a name that is not among ``MODULES``.
    """
    render: Report = import_module(MODULES[name], __name__).render
    return render
