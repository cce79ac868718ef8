"""The house keeps its rooms: who may import whom, and no module bears the name of a public object."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gradcli

HOUSE = Path(gradcli.__file__).parent
RECORDS = {"cases", "graph", "codes", "finding"}
FACES = {
    *("nn", "optim", "func", "linalg", "special", "fft", "cuda", "amp", "random", "utils", "testing", "version"),
    *("accelerator", "backends", "distributions", "functional", "jit", "library", "masked", "multiprocessing", "signal"),
}
PROTOCOL = {"folder", "engines"}  # how a check reaches an engine without knowing any

# fmt: off
MAY: dict[str, set[str]] = {
    **{room: {"errors"} for room in ("errors", "sample", "folder")},
    **{room: {"errors", "sample"} | RECORDS for room in RECORDS},
    "autograd": {"errors", "sample"},
    **{room: {"autograd", "errors"} | FACES for room in FACES},
    "numeric": set(),
    "read": {"autograd", "nn", "errors", "sample", "folder"} | RECORDS,
    "engines": {"errors", "folder"} | RECORDS,
    **{room: {"errors", "numeric"} | PROTOCOL | RECORDS for room in ("check", "lint")},
    "gradcheck_api": {"errors", "check", "gradcheck_call", "gradcheck_heard"} | RECORDS,
    "gradcheck_heard": {"errors", "engines", "gradcheck_call"} | RECORDS,
    "gradcheck_call": {"errors", "engines"} | RECORDS,
    "show_api": {"errors", "folder", "autograd", "engines", "check", "draw"} | RECORDS,
    **{room: {"errors", "folder"} | RECORDS for room in ("report", "draw")},
}
EVERYTHING = {"cli", "pytest_plugin", "__main__"}
# fmt: on


def room(path: Path) -> str:
    """The package or module directly below gradcli that a file belongs to; "" for gradcli itself."""
    first = path.relative_to(HOUSE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(path: Path) -> Iterator[str]:
    """The rooms a file imports from, also inside functions; records imported for type checking alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guards = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    checking = {id(node) for guard in guards for node in ast.walk(guard)}
    for node in ast.walk(tree):
        for name in _modules(node):
            parts = name.split(".")
            if parts[0] == "gradcli" and len(parts) > 1 and not (id(node) in checking and parts[1] in RECORDS):
                yield parts[1]


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        # `from gradcli import folder` names a room; `from gradcli import __version__` does not
        rooms = [alias.name for alias in node.names if (HOUSE / alias.name).is_dir() or (HOUSE / f"{alias.name}.py").exists()]
        return [f"gradcli.{name}" for name in rooms] if node.module == "gradcli" else [node.module]
    return []


def allowed(path: Path) -> set[str]:
    own = room(path)
    more = {"autograd"} if own == "engines" and path.name != "torch.py" and path.name != "jax.py" else set()
    return MAY[own] | more | {own}


FILES = [path for path in sorted(HOUSE.rglob("*.py")) if room(path) not in EVERYTHING]


def test_no_module_imports_from_a_room_it_may_not_know():
    edges = ((path, name) for path in FILES if room(path) for name in imports(path))
    assert [f"{path.relative_to(HOUSE)} imports {name}" for path, name in edges if name not in allowed(path)] == []


def test_the_package_itself_imports_nothing_of_ours_at_start():
    assert list(imports(HOUSE / "__init__.py")) == []


def test_relative_imports_are_not_used():
    nodes = ((path, node) for path in HOUSE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    assert [path for path, node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []


def test_no_module_bears_the_name_of_a_public_object():
    modules = {path.stem for path in HOUSE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} - {"__init__", "__main__"}
    objects = set(dir(gradcli)) - set(gradcli.PACKAGES)
    assert modules & objects == set()


@pytest.mark.parametrize(
    ("statement", "found"),
    [("from gradcli import check, __version__", ["check"]), ("import gradcli.cli.app", ["cli"]), ("import numpy", [])],
)
def test_the_walk_sees_imports_wherever_they_stand(tmp_path, statement, found):
    file = tmp_path / "module.py"
    file.write_text(f"def f():\n    {statement}\n")
    assert list(imports(file)) == found
