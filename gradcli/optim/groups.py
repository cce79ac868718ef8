"""Parameter groups: what add_param_group checks and fills in."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn

Group = dict[str, Any]


class Required:
    """Stands for an option that has no default."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = Required()


def prepared(group: Any, defaults: Group, others: list[Group]) -> Group:
    """The group itself, with its parameters as a list and every option present."""
    if not isinstance(group, dict):
        raise TypeError(f"param_group must be a dict, but got {type(group)}")
    take_names(group, as_list(group["params"]))
    for p in group["params"]:
        check_parameter(p, bool(defaults.get("differentiable")))
    for name, default in defaults.items():
        if default is required and name not in group:
            raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
        group.setdefault(name, default)
    check_membership(group, others)
    return group


def as_list(params: Any) -> list[Any]:
    """The parameters, or (name, parameter) pairs, of a group."""
    if isinstance(params, Tensor):
        return [params]
    if isinstance(params, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will change between "
            "runs. Please use a list instead."
        )
    return list(params)


def take_names(group: Group, params: list[Any]) -> None:
    """Sort named parameters into "params" and "param_names"."""
    names = [p[0] for p in params if isinstance(p, tuple)]
    group["params"] = [p[1] if isinstance(p, tuple) else p for p in params]
    if names and len(names) != len(params):
        raise ValueError("all optimizer params should be with/without names. Some param names are missing")
    if names:
        group["param_names"] = names


def check_parameter(p: Any, recorded: bool) -> None:
    """TypeError for what is no tensor, ValueError for a tensor that no step can be made on, unless steps are recorded."""
    if not isinstance(p, Tensor):
        kind = type(p)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {name}")
    if not (recorded or p.is_leaf or p.retains_grad):
        raise ValueError("can't optimize a non-leaf Tensor")


def check_membership(group: Group, others: list[Group]) -> None:
    """ValueError for parameters of another group; a warning for one that is here twice."""
    params = set(group["params"])
    if len(params) != len(group["params"]):
        warn(
            "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; see "
            "github.com/pytorch/pytorch/issues/40967 for more information",
        )
    for other in others:
        if ("param_names" in group) != ("param_names" in other):
            which = "with names" if "param_names" in group else "without names"
            raise ValueError(
                f"all optimizer param groups should be with/without names. cannot add param group {which} to the optimizer"
            )
    if not params.isdisjoint(p for other in others for p in other["params"]):
        raise ValueError("some parameters appear in more than one parameter group")
