"""What torch.distributions offers: the lazy names, their stub, and nothing that cannot be loaded."""

import ast
from pathlib import Path

import pytest

import gradcli.distributions as td


def test_stub_and_lazy_names_agree():
    tree = ast.parse(Path(td.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    stubbed = {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert stubbed == set(td.__all__) == set(dir(td))


@pytest.mark.parametrize("name", td.__all__)
def test_every_name_can_be_loaded(name):
    assert getattr(td, name) is not None


def test_unknown_names_are_named():
    with pytest.raises(AttributeError, match=r"module 'gradcli\.distributions' has no attribute 'Nope'"):
        td.Nope
