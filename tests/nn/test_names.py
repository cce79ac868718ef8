"""What nn and optim offer: the lazy names, their stubs, and nothing that cannot be loaded."""

import ast
import importlib
from pathlib import Path

import pytest

from gradcli import nn, optim


def stubbed(package):
    """The names in a package's stub."""
    tree = ast.parse(Path(package.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    return {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


@pytest.mark.parametrize("package", [nn, optim], ids=["nn", "optim"])
def test_stub_and_lazy_names_agree(package):
    assert stubbed(package) == set(package.__all__) == set(dir(package))


@pytest.mark.parametrize("package", [nn, optim], ids=["nn", "optim"])
def test_every_name_can_be_loaded(package):
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_unknown_names_are_named():
    with pytest.raises(AttributeError, match=r"module 'gradcli\.nn' has no attribute 'Nope'"):
        nn.Nope


def test_the_files_of_torchs_layers_can_be_imported():
    linear = importlib.import_module("gradcli.nn.modules.linear")
    assert linear.Linear is nn.Linear
    assert importlib.import_module("gradcli.nn.modules.batchnorm")._BatchNorm in nn.BatchNorm1d.__mro__
