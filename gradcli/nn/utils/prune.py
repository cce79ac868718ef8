"""Pruning: a parameter becomes name_orig times the buffer name_mask, worked out before every forward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from gradcli.autograd.draws import drawn, uniform
from gradcli.autograd.tensor import Tensor, make
from gradcli.nn import engine as T
from gradcli.nn.module import Module

Choice = Callable[[Any, Any], Any]  # (importance, mask so far) -> the mask


class BasePruningMethod:
    """A way to choose what goes: derive from it, say in `compute_mask` which elements stay, and prune with `apply`.

    PRUNING_TYPE: "unstructured": of a parameter pruned before, `compute_mask` is asked about the elements that are left, as a vector;
    "structured": about the slices left along `self.dim`; "global": about all of them again.
    """

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """default_mask, of t's shape, with zeros where t is to be pruned."""
        raise NotImplementedError

    @classmethod
    def apply(cls, module: Module, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any) -> Any:
        """Prune a parameter; returns the hook that keeps it so, which lists the methods it was pruned by."""
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


class Masking:
    """The forward pre-hook of a pruned parameter: a list of the methods it was pruned by."""

    def __init__(self, name: str) -> None:
        self._tensor_name = name
        self.methods: list[BasePruningMethod] = []

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self.methods)

    def __len__(self) -> int:
        return len(self.methods)

    def __getitem__(self, i: int) -> BasePruningMethod:
        return self.methods[i]

    def apply_mask(self, module: Module) -> Any:
        """The parameter without what was pruned."""
        name = self._tensor_name
        original = getattr(module, name + "_orig")
        return getattr(module, name + "_mask").to(dtype=original.dtype) * original


def hook_of(module: Module, name: str) -> tuple[int, Masking] | None:
    """(handle, hook) of a pruned parameter."""
    hooks = module._forward_pre_hooks.items()
    return next(((key, hook) for key, hook in hooks if isinstance(hook, Masking) and hook._tensor_name == name), None)


def masked(module: Module, name: str, method: BasePruningMethod, importance_scores: Any = None) -> Module:
    """Prune a parameter by the mask that a method chooses, on top of earlier masks."""
    found = hook_of(module, name)
    original = getattr(module, name + "_orig" if found else name)
    scores = getattr(module, name) if importance_scores is None else importance_scores
    if scores.shape != original.shape:
        raise AssertionError(f"importance_scores should have the same shape as parameter {name} of {module}")
    before = getattr(module, name + "_mask") if found else T.ones_like(original.detach())
    mask = make(method.choose(np.asarray(scores._data), np.asarray(before._data)).astype(before._data.dtype))
    hook = found[1] if found else Masking(name)
    if not found:
        del module._parameters[name]
        module.register_parameter(name + "_orig", original)
        module.register_forward_pre_hook(hook)
    hook.methods.append(method)
    module.register_buffer(name + "_mask", mask)
    setattr(module, name, hook.apply_mask(module))
    return module


def count(amount: float, size: int) -> int:
    """How many of `size` an amount is: itself, or that fraction. Raises ValueError for what is neither, or more than there are."""
    if not isinstance(amount, (int, float)):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if (isinstance(amount, int) and amount < 0) or (isinstance(amount, float) and not 0.0 <= amount <= 1.0):
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")
    if isinstance(amount, int) and amount > size:
        raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={size}")
    return amount if isinstance(amount, int) else round(amount * size)


def smallest(amount: float) -> Choice:
    """Of the elements still there, those nearest to 0 go."""

    def choose(scores: Any, mask: Any) -> Any:
        alive, new = np.flatnonzero(mask), mask.copy()
        gone = np.argsort(np.abs(scores).reshape(-1)[alive], kind="stable")[: count(amount, alive.size)]
        new.reshape(-1)[alive[gone]] = 0
        return new

    return choose


def by_chance(amount: float) -> Choice:
    """Of the elements still there, random ones go: those of the largest random numbers, as in torch."""
    return lambda scores, mask: smallest(amount)(1 - np.asarray(numbers(scores.shape)._data), mask)


def slices(amount: float, dim: int, norm: Callable[[Any], Any]) -> Choice:
    """Of the slices along an axis that still have elements, those of the smallest norm go."""

    def choose(scores: Any, mask: Any) -> Any:
        rows, kept = np.moveaxis(scores, dim, 0), np.moveaxis(mask, dim, 0)
        alive = np.flatnonzero(kept.reshape(len(kept), -1).any(1))
        norms = norm(rows.reshape(len(rows), -1))[alive]
        new = kept.copy()
        new[alive[np.argsort(norms, kind="stable")[: count(amount, alive.size)]]] = 0
        return np.moveaxis(new, 0, dim)

    return choose


def numbers(shape: tuple[int, ...]) -> Tensor:
    """Uniform random numbers."""
    return drawn(uniform(0.0, 1.0), shape, {}, "prune")


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
    values = hook.apply_mask(module)
    original = module._parameters.pop(name + "_orig")
    del module._buffers[name + "_mask"], module._forward_pre_hooks[key]
    module.__dict__.pop(name, None)
    original.data = values.data
    module.register_parameter(name, original)
    return module


def is_pruned(module: Module) -> bool:
    """Whether a parameter in a module, or below it, is pruned."""
    return any(isinstance(hook, Masking) for each in module.modules() for hook in each._forward_pre_hooks.values())


__all__ = [
    "BasePruningMethod", "CustomFromMask", "Identity", "L1Unstructured", "LnStructured", "RandomStructured", "RandomUnstructured",
    "custom_from_mask", "global_unstructured", "identity", "is_pruned", "l1_unstructured",
    "ln_structured", "random_structured", "random_unstructured", "remove",
]  # fmt: skip
