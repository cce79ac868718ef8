"""A script as one run of all of it: every leaf it keeps under a name, also those no gradient reaches, and every result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

from gradcli.autograd.tensor import LEAF, Tensor
from gradcli.cases import Case, Run, Settings
from gradcli.errors import Where
from gradcli.read._inputs import is_module
from gradcli.read._load import guarded, quiet, run
from gradcli.read._script import leaf_names, results_of
from gradcli.read._world import World

Array = Any


def read(path: str, code: CodeType, settings: Settings) -> Case:
    """The case of a script; it has no inputs, since nothing in it is to be replaced."""
    engine = "builtin" if settings.engine == "auto" else settings.engine
    return Case(f"{path}::<script>", "<script>", Whole(path, code, settings), {}, Where(path, 1), engine, "script", settings=settings)


@dataclass(frozen=True, slots=True)
class Whole:
    """fn of the case: runs the file, with its `if __name__ == "__main__"` part. What it raises comes through."""

    path: str
    code: CodeType
    settings: Settings

    def __call__(self, _arrays: Mapping[str, Array]) -> Run:
        world = World(self.path, self.settings)
        with quiet(), world:
            world.seed(self.settings.seed)
            names = vars(guarded(run, self.code, world, "__main__" if "__main__" in self.code.co_consts else ""))
        constants = {name: t for name, t in names.items() if isinstance(t, Tensor) and not t.requires_grad}
        return Run(results_of(names) or constants, leaves_of(names), constants)


def leaves_of(names: Mapping[str, Any]) -> dict[str, Tensor]:
    """Every leaf that a module keeps under a name."""
    owned = {id(p) for value in names.values() for p in parameters_of(value)}  # these go by their module's name
    wanted = leaf_names({name: value for name, value in names.items() if id(value) not in owned})
    leaves = {id(t): t for value in names.values() for t in reached_from(value) if t._edge is LEAF}
    return {name: leaves[k] for k, name in wanted.items() if k in leaves}


def reached_from(value: Any) -> Iterator[Tensor]:
    """The tensors in a value: itself, those it is a list or dictionary of, a module's parameters."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else (value,)
    for part in parts:
        if isinstance(part, Tensor):
            yield part
        yield from parameters_of(part)


def parameters_of(value: Any) -> Iterator[Tensor]:
    """The parameters of a module; none of anything else."""
    return value.parameters() if is_module(value) else iter(())
