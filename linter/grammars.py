"""Grammars of tree-sitter: compiled code, each in a package of its own."""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec

from tree_sitter import Language


def grammar(package: str) -> Language:
    """The grammar that a package (``tree_sitter_json``) brings; raises ``ImportError`` where it brings none.

    The package itself is not run, only the compiled module in it: all that it would add are queries for editors,
    and the way in which it looks for them takes longer than to parse a file.
    """
    home = find_spec(package)
    found = PathFinder.find_spec(f"{package}._binding", home.submodule_search_locations) if home else None
    if found is None or found.loader is None:
        raise ImportError(f"the package {package} has no grammar of tree-sitter in it")
    binding = module_from_spec(found)
    found.loader.exec_module(binding)
    return Language(binding.language())
