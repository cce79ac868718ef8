"""Calling a module with other parameters than its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gradcli.nn import engine


def functional_call(
    module: Any,
    parameters_and_buffers: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """module(*args, **kwargs) with tensors in place of its parameters and buffers, by path.

    tie_weights: a tensor for a shared parameter holds under all its names. Unknown paths are passed over; with `strict`, unknown and
    missing ones raise RuntimeError.
    """
    parts = parameters_and_buffers if isinstance(parameters_and_buffers, (list, tuple)) else [parameters_and_buffers]
    if not all(isinstance(part, dict) for part in parts):
        kind = type(parameters_and_buffers)
        raise ValueError(
            "Expected all elements of parameter_and_buffer_dicts to be dictionaries"
            if parts is parameters_and_buffers
            else f"Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got {kind}"
        )
    given = {path: t for part in parts for path, t in part.items()}
    twice = [path for path in given if sum(path in part for part in parts) > 1]
    if twice:
        raise ValueError(f"{twice} appeared in multiple dictionaries; behavior of functional call is ambiguous")
    listed = args if isinstance(args, tuple) else () if args is None else (args,)
    with replaced(module, tied(module, given) if tie_weights else given, strict):
        return module(*listed, **(kwargs or {}))


def stacked_state(models: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(parameters, buffers) of modules alike, stacked by name. Raises RuntimeError when they are no modules of one kind and mode."""
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({m.training for m in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    if len({type(m) for m in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    both = [[dict(m.named_parameters()) for m in models], [dict(m.named_buffers()) for m in models]]
    parameters, buffers = [{name: stacked([one[name] for one in each]) for name in each[0]} for each in both]
    return parameters, buffers


def stacked(tensors: Sequence[Any]) -> Any:
    """One tensor of several; a leaf that requires grad where they do."""
    requires = tensors[0].requires_grad
    return engine.stack([t.detach() for t in tensors]).requires_grad_(requires)


def members(module: Any) -> dict[str, Any]:
    """Every parameter and buffer by each of its paths."""
    return {**dict(module.named_parameters(remove_duplicate=False)), **dict(module.named_buffers(remove_duplicate=False))}


def tied(module: Any, given: dict[str, Any]) -> dict[str, Any]:
    """`given`, with the other paths of shared parameters filled in. Raises ValueError for two values of one parameter."""
    own = members(module)
    values: dict[int, Any] = {}
    for path, t in given.items():
        if path in own and values.setdefault(id(own[path]), t) is not t:
            raise ValueError(f"functional_call got multiple values for tied keys, one of them {path!r}. Consider tie_weights=False")
    return {**{path: values[id(t)] for path, t in own.items() if id(t) in values}, **given}


@contextmanager
def replaced(module: Any, given: dict[str, Any], strict: bool) -> Iterator[None]:
    """Inside, the tensors in `given` stand in the module."""
    own = members(module)
    refuse_mismatch(module._get_name(), set(own), set(given), strict)
    known = {path: t for path, t in given.items() if path in own}
    places = [(module.get_submodule(path.rpartition(".")[0]), path.rpartition(".")[2]) for path in known]
    before = [put(owner, name, t) for (owner, name), t in zip(places, known.values())]
    try:
        yield
    finally:
        for (owner, name), t in reversed(list(zip(places, before))):
            put(owner, name, t)


def refuse_mismatch(name: str, own: set[str], given: set[str], strict: bool) -> None:
    """RuntimeError for unknown and missing paths, if strict."""
    told = [f"Unexpected key(s): {', '.join(map(repr, sorted(given - own)))}."] if given - own and strict else []
    told += [f"Missing key(s): {', '.join(map(repr, sorted(own - given)))}."] if own - given and strict else []
    if told:
        raise RuntimeError(f"Error(s) in reparametrizing for {name}:\n\t" + "\n\t".join(told))


def put(owner: Any, name: str, t: Any) -> Any:
    """Put a tensor where a parameter or buffer stands; what stood there."""
    table = owner._parameters if name in owner._parameters else owner._buffers
    before, table[name] = table[name], t
    return before
