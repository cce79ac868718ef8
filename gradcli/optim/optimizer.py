"""Optimizer: groups of parameters with their options, the state of each parameter, and the step over all of them."""

from __future__ import annotations

import functools
import itertools
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import numpy as np

from gradcli.autograd import state as engine
from gradcli.autograd.grad_mode import enable_grad, no_grad
from gradcli.autograd.hooks import RemovableHandle, register
from gradcli.autograd.tensor import Tensor, type_name
from gradcli.autograd.view import storage_for_write
from gradcli.optim.groups import prepared
from gradcli.optim.groups import required as required
from gradcli.optim.memory import as_real, fitted
from gradcli.optim.options import numbers, refuse_ways

Group = dict[str, Any]
HOOKS = ("step_pre", "step_post", "state_dict_pre", "state_dict_post", "load_state_dict_pre", "load_state_dict_post")
EVERYWHERE: dict[str, OrderedDict[int, Callable[..., Any]]] = {"step_pre": OrderedDict(), "step_post": OrderedDict()}


class Optimizer:
    """Subclass it and define `_start` and `_change`, or, as in torch, `step` itself.

    param_groups: dicts of options with "params".  state: {parameter: {name: tensor or number}}.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = with_hooks(cls.step)  # type: ignore[method-assign]

    def __init__(self, params: Iterable[Any], defaults: Group) -> None:
        self.defaults = defaults
        self.state: defaultdict[Any, Any] = defaultdict(dict)
        self.param_groups: list[Group] = []
        self._hooks: dict[str, OrderedDict[int, Callable[..., Any]]] = {name: OrderedDict() for name in HOOKS}
        self._opt_called = False
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got " + type_name(params._data)
            )
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: Group) -> None:
        """Optimize more parameters, with options of their own; missing options are the defaults.

        Raises TypeError for what is no dict or no tensor, ValueError for non-leaves and for parameters that are here already.
        """
        self.param_groups.append(prepared(param_group, self.defaults, self.param_groups))

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop every gradient, or fill it with zeros."""
        for p in self._parameters():
            if set_to_none:
                p._grad = None
            elif p._grad is not None:
                p._grad.detach_().requires_grad_(False).zero_()

    def _parameters(self) -> list[Any]:
        """The parameters of all groups."""
        return [p for group in self.param_groups for p in group["params"]]

    # ------------------------------------------------------------ the step
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient. `closure` computes the loss (and gradients) first, and its value is returned."""
        if type(self)._change is Optimizer._change:
            raise NotImplementedError
        with no_grad():
            loss = evaluated(closure)
            for group in map(numbers, self.param_groups):
                refuse_ways(type(self).__name__, group)
                for p in filter(has_gradient, group["params"]):
                    self._advance(p, group)
        return loss

    def _advance(self, p: Any, group: Group) -> None:
        """One step of one parameter, in its own memory."""
        g = p._grad._data
        x = storage_for_write(p)
        if x.dtype.kind == "c":
            x, g = as_real(x), as_real(np.ascontiguousarray(g))
        if group.get("maximize"):
            g = -g
        self._change(x, g, self._state_of(p, group), group)
        if engine.tracer is not None:
            engine.tracer.after_write(p)

    def _state_of(self, p: Any, group: Group) -> dict[str, Any]:
        """The state of a parameter, made before its first step."""
        state: dict[str, Any] = self.state[p]
        if not state:
            state.update(self._start(p, group))
        return state

    def _start(self, p: Any, group: Group) -> dict[str, Any]:
        """The state before the first step."""
        return {}

    def _change(self, x: Any, g: Any, s: dict[str, Any], group: Group) -> None:
        """Change x, the memory of a parameter, in place.   g: its gradient, to be left as it is.   s: its state, tensors."""
        raise NotImplementedError

    # ------------------------------------------------------------ state
    def state_dict(self) -> dict[str, Any]:
        """{"state": {number: state}, "param_groups": [options with parameter numbers]}."""
        for hook in self._hooks["state_dict_pre"].values():
            hook(self)
        numbering: dict[int, int] = {}
        groups = [self._packed(group, numbering) for group in self.param_groups]
        state = {numbering[id(k)] if isinstance(k, Tensor) else k: v for k, v in self.state.items()}
        answer: dict[str, Any] = {"state": state, "param_groups": groups}
        return dict(self._through("state_dict_post", answer))

    @staticmethod
    def _packed(group: Group, numbering: dict[int, int]) -> Group:
        for p in group["params"]:
            numbering.setdefault(id(p), len(numbering))
        packed = {name: value for name, value in group.items() if name != "params"}
        return {**packed, "params": [numbering[id(p)] for p in group["params"]]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where another optimizer of as many parameters stood. Raises ValueError when the groups do not match."""
        given = self._through("load_state_dict_pre", dict(state_dict))
        saved = deepcopy(given["param_groups"])
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(new["params"]) != len(old["params"]) for new, old in zip(saved, self.param_groups)):
            raise ValueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group")
        owners = dict(zip(itertools.chain.from_iterable(group["params"] for group in saved), self._parameters()))
        for new, old in zip(saved, self.param_groups):
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        state: defaultdict[Any, Any] = defaultdict(dict)
        for key, value in given["state"].items():
            state[owners.get(key, key)] = fitted(value, owners[key]) if key in owners else value
        self.__setstate__({"state": state, "param_groups": saved})
        for hook in self._hooks["load_state_dict_post"].values():
            hook(self)

    def _through(self, kind: str, value: Any) -> Any:
        """A state dict after every hook of a kind has seen it; what a hook returns replaces it."""
        for hook in self._hooks[kind].values():
            answer = hook(self, value)
            value = value if answer is None else answer
        return value

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__.setdefault("_hooks", {name: OrderedDict() for name in HOOKS})
        self.__dict__.setdefault("_opt_called", False)

    def __repr__(self) -> str:
        lines = []
        for i, group in enumerate(self.param_groups):
            lines.append(f"{chr(10) * (i > 0)}Parameter Group {i}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return f"{type(self).__name__} (\n" + "".join(line + "\n" for line in lines) + ")"

    # ------------------------------------------------------------ hooks
    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """hook(optimizer, args, kwargs) before each step; may return new (args, kwargs)."""
        return register(self._hooks["step_pre"], hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """hook(optimizer, args, kwargs) after each step."""
        return register(self._hooks["step_post"], hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """hook(optimizer) before state_dict()."""
        return self._registered("state_dict_pre", hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """hook(optimizer, state_dict) may return another state dict."""
        return self._registered("state_dict_post", hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """hook(optimizer, state_dict) may return another one to load."""
        return self._registered("load_state_dict_pre", hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """hook(optimizer) after load_state_dict()."""
        return self._registered("load_state_dict_post", hook, prepend)

    def _registered(self, kind: str, hook: Callable[..., Any], prepend: bool) -> RemovableHandle:
        handle = register(self._hooks[kind], hook)
        if prepend:
            self._hooks[kind].move_to_end(handle.id, last=False)
        return handle


def has_gradient(p: Any) -> bool:
    if engine.tracer is not None:
        engine.tracer.stepped(p)
    return p._grad is not None


def with_hooks(step: Callable[..., Any]) -> Callable[..., Any]:
    """`step` with the step hooks around it."""

    @functools.wraps(step)
    def hooked(self: Any, *given: Any, **kwargs: Any) -> Any:
        self._opt_called = True
        args = (self, *given)  # torch's hooks see the optimizer among the arguments, too
        for hook in (*EVERYWHERE["step_pre"].values(), *self._hooks["step_pre"].values()):
            answer = hook(self, args, kwargs)
            if answer is not None:
                args, kwargs = new_arguments(answer, step)
        out = step(*args, **kwargs)
        for hook in (*self._hooks["step_post"].values(), *EVERYWHERE["step_post"].values()):
            hook(self, args, kwargs)
        return out

    return hooked


Optimizer.step = with_hooks(Optimizer.step)  # type: ignore[method-assign]


def register_optimizer_step_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """hook(optimizer, args, kwargs) before each step of every optimizer."""
    return register(EVERYWHERE["step_pre"], hook)


def register_optimizer_step_post_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """hook(optimizer, args, kwargs) after each step of every optimizer."""
    return register(EVERYWHERE["step_post"], hook)


def new_arguments(answer: Any, step: Any) -> Any:
    if not (isinstance(answer, tuple) and len(answer) == 2):
        raise RuntimeError(f"{step} must return None or a tuple of (new_args, new_kwargs), but got {answer}.")
    return answer


def evaluated(closure: Callable[[], Any] | None) -> Any:
    """What the closure returns; it runs with recording on."""
    if closure is None:
        return None
    with enable_grad():
        return closure()
