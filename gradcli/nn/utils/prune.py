"""Pruning: a parameter becomes name_orig times the buffer name_mask, worked out before every forward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from gradcli.autograd.tensor import make
from gradcli.nn import engine as T
from gradcli.nn.module import Module
from gradcli.nn.utils.choices import Choice, by_chance, numbers, slices, smallest


class BasePruningMethod:
    """A way to choose what goes: derive from it, say in `compute_mask` which elements stay, and prune with `apply`.

    PRUNING_TYPE: "unstructured": of a parameter pruned before, `compute_mask` is asked about the elements that are left, as a vector;
    "structured": about the slices left along `self.dim`; "global": about all of them again.
    """

    PRUNING_TYPE = "unstructured"
    _tensor_name: str

    def __call__(self, module: Module, inputs: Any) -> None:
        """The forward pre-hook of a parameter pruned by this method."""
        setattr(module, self._tensor_name, self.apply_mask(module))

    def apply_mask(self, module: Module) -> Any:
        """The parameter without what was pruned."""
        original = getattr(module, self._tensor_name + "_orig")
        return getattr(module, self._tensor_name + "_mask").to(dtype=original.dtype) * original

    def remove(self, module: Module) -> None:
        """Make a parameter of what is left of it; mask and original go."""
        name, values = self._tensor_name, self.apply_mask(module)
        original = module._parameters.pop(name + "_orig")
        del module._buffers[name + "_mask"]
        module.__dict__.pop(name, None)
        original.data = values.data
        module.register_parameter(name, original)

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """default_mask, of t's shape, with zeros where t is to be pruned."""
        raise NotImplementedError

    @classmethod
    def apply(cls, module: Module, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any) -> Any:
        """Prune a parameter; returns the hook that keeps it so: the method, or all that it was pruned by, in a PruningContainer."""
        masked(module, name, cls(*args, **kwargs), importance_scores)
        found = hook_of(module, name)
        return found and found[1]

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> Any:
        """t without what is pruned; nothing is remembered."""
        return t * self.compute_mask(
            t if importance_scores is None else importance_scores, T.ones_like(t) if default_mask is None else default_mask
        )

    def choose(self, scores: Any, mask: Any) -> Any:
        """The mask of an array, given the mask so far."""
        left = self._left(mask)
        new = mask.copy()
        new[left] = np.asarray(self.compute_mask(make(scores[left]), default_mask=make(mask[left]))._data)
        return new

    def _left(self, mask: Any) -> Any:
        """An index of what `compute_mask` is asked about."""
        if mask.all() or self.PRUNING_TYPE == "global":
            return (...,)
        if self.PRUNING_TYPE == "unstructured":
            return mask == 1
        if self.PRUNING_TYPE != "structured":
            raise ValueError(f"Unrecognized PRUNING_TYPE {self.PRUNING_TYPE}")
        dim = self.dim % mask.ndim  # type: ignore[attr-defined]  # a structured method says along which axis
        return (*(slice(None) for _ in range(dim)), np.moveaxis(mask, dim, 0).reshape(mask.shape[dim], -1).any(1))


class PruningContainer(BasePruningMethod):
    """The hook of a parameter that was pruned more than once: a sequence of the methods."""

    def __init__(self, *methods: BasePruningMethod) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        for method in methods:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """One more. Raises TypeError for what is no method, ValueError for one of another parameter."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        self._tensor_name = getattr(self, "_tensor_name", method._tensor_name)
        if self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer {self}. "
                f"Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """What the last method leaves of the mask so far."""
        return make(self[-1].choose(np.asarray(t._data), np.asarray(default_mask._data)))

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._pruning_methods)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __getitem__(self, i: int) -> BasePruningMethod:
        return self._pruning_methods[i]


def hook_of(module: Module, name: str) -> tuple[int, BasePruningMethod] | None:
    """(handle, hook) of a pruned parameter."""
    hooks = module._forward_pre_hooks.items()
    return next(((key, hook) for key, hook in hooks if isinstance(hook, BasePruningMethod) and hook._tensor_name == name), None)


def masked(module: Module, name: str, method: BasePruningMethod, importance_scores: Any = None) -> Module:
    """Prune a parameter by the mask that a method chooses, on top of earlier masks."""
    found = hook_of(module, name)
    original = getattr(module, name + "_orig" if found else name)
    scores = getattr(module, name) if importance_scores is None else importance_scores
    if scores.shape != original.shape:
        raise AssertionError(f"importance_scores should have the same shape as parameter {name} of {module}")
    before = getattr(module, name + "_mask") if found else T.ones_like(original.detach())
    mask = make(method.choose(np.asarray(scores._data), np.asarray(before._data)).astype(before._data.dtype))
    method._tensor_name = name
    if found:
        key, hook = found
        before_it = hook if isinstance(hook, PruningContainer) else (hook,)
        module._forward_pre_hooks[key] = PruningContainer(*before_it, method)
    else:
        del module._parameters[name]
        module.register_parameter(name + "_orig", original)
        module.register_forward_pre_hook(method)
    module.register_buffer(name + "_mask", mask)
    setattr(module, name, method.apply_mask(module))
    return module


class ByChoice(BasePruningMethod):
    """A method given as a function from scores and the mask so far to the mask."""

    PRUNING_TYPE = "global"  # a choice leaves out by itself what is pruned already

    def __init__(self, choice: Choice) -> None:
        self.choice = choice

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        return make(self.choice(np.asarray(t._data), np.asarray(default_mask._data)))


class Identity(ByChoice):
    """Nothing goes."""

    def __init__(self) -> None:
        super().__init__(lambda _scores, mask: mask)


class L1Unstructured(ByChoice):
    """The `amount` (a number, or a fraction) of elements of smallest magnitude go."""

    def __init__(self, amount: float) -> None:
        super().__init__(smallest(amount))
        self.amount = amount


class RandomUnstructured(ByChoice):
    """Random elements go."""

    def __init__(self, amount: float) -> None:
        super().__init__(by_chance(amount))
        self.amount = amount


class LnStructured(ByChoice):
    """The slices along `dim` of smallest n-norm go."""

    def __init__(self, amount: float, n: float, dim: int = -1) -> None:
        super().__init__(slices(amount, dim, lambda rows: np.linalg.norm(rows, n, axis=1)))
        self.amount, self.n, self.dim = amount, n, dim


class RandomStructured(ByChoice):
    """Random slices along `dim` go."""

    def __init__(self, amount: float, dim: int = -1) -> None:
        super().__init__(slices(amount, dim, lambda rows: np.asarray(numbers((len(rows),))._data)))
        self.amount, self.dim = amount, dim


class CustomFromMask(ByChoice):
    """What a mask is 0 at goes."""

    def __init__(self, mask: Any) -> None:
        super().__init__(lambda _scores, before: before * np.asarray(mask._data))
        self.mask = mask


def identity(module: Module, name: str) -> Module:
    """A mask of ones."""
    return masked(module, name, Identity())


def l1_unstructured(module: Module, name: str, amount: float, importance_scores: Any = None) -> Module:
    """Prune the `amount` (a number, or a fraction) of elements of smallest magnitude."""
    return masked(module, name, L1Unstructured(amount), importance_scores)


def random_unstructured(module: Module, name: str, amount: float) -> Module:
    """Prune random elements."""
    return masked(module, name, RandomUnstructured(amount))


def ln_structured(module: Module, name: str, amount: float, n: float, dim: int, importance_scores: Any = None) -> Module:
    """Prune the slices along `dim` of smallest n-norm."""
    return masked(module, name, LnStructured(amount, n, dim), importance_scores)


def random_structured(module: Module, name: str, amount: float, dim: int) -> Module:
    """Prune random slices along `dim`."""
    return masked(module, name, RandomStructured(amount, dim))


def custom_from_mask(module: Module, name: str, mask: Any) -> Module:
    """Prune where a mask is 0."""
    return masked(module, name, CustomFromMask(mask))


def global_unstructured(
    parameters: Iterable[tuple[Module, str]], pruning_method: Any, importance_scores: Any = None, **options: Any
) -> None:
    """Prune all parameters together, as if they were one. pruning_method: L1Unstructured, RandomUnstructured, or one of your own."""
    pairs = list(parameters)
    given = importance_scores or {}
    scores = [np.asarray(given.get(pair, getattr(*pair))._data) for pair in pairs]
    masks = [np.asarray(getattr(m, name + "_mask")._data) if hook_of(m, name) else np.ones_like(s) for (m, name), s in zip(pairs, scores)]
    method = pruning_method(**options)
    whole = method.choose(np.concatenate([s.reshape(-1) for s in scores]), np.concatenate([m.reshape(-1) for m in masks]))
    ends = np.cumsum([s.size for s in scores])
    for (module, name), part, s in zip(pairs, np.split(whole, ends[:-1]), scores):
        custom_from_mask(module, name, make(part.reshape(s.shape)))


def remove(module: Module, name: str) -> Module:
    """Make pruning final: the parameter keeps its zeros, mask and original go. Raises ValueError for one that is not pruned."""
    found = hook_of(module, name)
    if found is None:
        raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")
    key, hook = found
    hook.remove(module)
    del module._forward_pre_hooks[key]
    return module


def is_pruned(module: Module) -> bool:
    """Whether a parameter in a module, or below it, is pruned."""
    return any(isinstance(hook, BasePruningMethod) for each in module.modules() for hook in each._forward_pre_hooks.values())


__all__ = [
    "BasePruningMethod", "CustomFromMask", "Identity", "L1Unstructured", "LnStructured", "PruningContainer",
    "RandomStructured", "RandomUnstructured", "custom_from_mask", "global_unstructured", "identity", "is_pruned", "l1_unstructured",
    "ln_structured", "random_structured", "random_unstructured", "remove",
]  # fmt: skip
