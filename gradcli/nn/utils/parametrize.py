"""Parametrizations: a parameter computed by a module from another one, each time it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import Tensor
from gradcli.nn.containers import ModuleDict, ModuleList
from gradcli.nn.parameter import Parameter


class Cache:
    """Computed values, kept inside `cached()`."""

    def __init__(self) -> None:
        self.depth = 0
        self.values: dict[tuple[int, str], Any] = {}


CACHE = Cache()


@contextmanager
def cached() -> Iterator[None]:
    """Inside, every parametrized tensor is computed once."""
    CACHE.depth += 1
    try:
        yield
    finally:
        CACHE.depth -= 1
        if not CACHE.depth:
            CACHE.values = {}


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, applied in order, and what they start from: `original`, or `original0`, `original1`, ..."""

    original: Any

    def __init__(self, modules: Sequence[Any], original: Any, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, kind = original.shape, original.dtype
        new = self._inverted(original)
        self.is_tensor = isinstance(new, Tensor)
        self.ntensors = 1 if isinstance(new, Tensor) else len(new)
        if isinstance(new, Tensor):
            self._keep_one(original, new)
        else:
            self._keep_many(original, new)
        if not unsafe:
            refuse_change(self(), kind, shape)

    def _inverted(self, original: Any) -> Any:
        """What the first parametrization must start from to give `original`; itself where there is no right_inverse."""
        new = original
        with no_grad():
            for module in reversed(list(self)):
                new = before(module, new)
        if not isinstance(new, (Tensor, Sequence)):
            kind = type(new).__name__
            raise ValueError(f"'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). Got {kind}")
        return new

    def _keep_one(self, original: Any, new: Any) -> None:
        if original.dtype is not new.dtype:
            raise ValueError(
                "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                f"original.dtype: {original.dtype}\nright_inverse(original).dtype: {new.dtype}"
            )
        original.data = new.data
        register(self, "original", original)

    def _keep_many(self, original: Any, new: Sequence[Any]) -> None:
        for i, t in enumerate(new):
            if not isinstance(t, Tensor):
                kind = type(t).__name__
                raise ValueError(
                    f"'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                    f"Got element {i} of the sequence with type {kind}."
                )
            kept = Parameter(t, original.requires_grad) if isinstance(original, Parameter) else t
            register(self, f"original{i}", kept)

    def right_inverse(self, value: Any) -> None:
        """Set the originals so that the parametrized tensor becomes `value`."""
        stuck = [type(module).__name__ for module in self if not hasattr(module, "right_inverse")]
        if stuck:
            raise RuntimeError(f"parametrization {stuck[-1]} does not implement right_inverse.")
        with no_grad():
            for module in reversed(list(self)):
                value = module.right_inverse(value)
            parts = [value] if self.is_tensor else list(value)
            if len(parts) != self.ntensors:
                raise ValueError(
                    f"'right_inverse' must return a sequence of tensors of length {self.ntensors}. "
                    f"Got a sequence of length {len(parts)}."
                )
            for original, part in zip(self.originals(), parts):
                self._set(original, part)

    @staticmethod
    def _set(original: Any, value: Any) -> None:
        if not isinstance(value, Tensor):
            raise ValueError(f"`right_inverse` should return a tensor. Got {type(value).__name__}")
        if value.dtype is not original.dtype:
            raise ValueError(f"The tensor returned by `right_inverse` has dtype {value.dtype} while `original` has dtype {original.dtype}")
        original.data = value.data

    def originals(self) -> list[Any]:
        """What the parametrizations start from."""
        return [self.original] if self.is_tensor else [getattr(self, f"original{i}") for i in range(self.ntensors)]

    def forward(self) -> Any:
        first, *others = list(self)
        x = first(*self.originals())
        for module in others:
            x = module(x)
        return x


def before(module: Any, value: Any) -> Any:
    """What a parametrization makes `value` from; the value itself where it has no right_inverse."""
    if not hasattr(module, "right_inverse"):
        return value
    try:
        return module.right_inverse(value)
    except NotImplementedError:  # torch's sign for "start from the value as it is"
        return value


def register(module: Any, name: str, value: Any) -> None:
    """A parameter as parameter, another tensor as buffer."""
    (module.register_parameter if isinstance(value, Parameter) else module.register_buffer)(name, value)


def refuse_change(value: Any, kind: Any, shape: Any) -> None:
    """ValueError for a parametrization that changes type or shape."""
    if not isinstance(value, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(value).__name__}.")
    for what, before, after in (("dtype", kind, value.dtype), ("shape", shape, value.shape)):
        if before != after:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless `unsafe` flag is enabled.\n"
                f"unparametrized {what}: {before}\nparametrized {what}: {after}"
            )


class Parametrized:
    """What every parametrized module's own class adds: it can be copied, but not pickled."""

    def __getstate__(self) -> Any:
        raise RuntimeError(
            "Serialization of parametrized modules is only supported through state_dict(). See:\nhttps://pytorch.org/tutorials/beginner/"
            "saving_loading_models.html#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training"
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        copy = object.__new__(type(self))
        memo[id(self)] = copy
        copy.__dict__.update(deepcopy(self.__dict__, memo))
        return copy


def own_class(module: Any) -> None:
    """Give a module a class of its own, "ParametrizedLinear", for its properties to live in."""
    kind = type(module)
    extra: dict[str, Any] = {"__getstate__": Parametrized.__getstate__}
    if not hasattr(kind, "__deepcopy__"):
        extra["__deepcopy__"] = Parametrized.__deepcopy__
    module.__class__ = type(f"Parametrized{kind.__name__}", (kind,), extra)


def give_property(module: Any, name: str) -> None:
    """Make module.name the computed tensor."""

    def computed(self: Any) -> Any:
        parametrization = self.parametrizations[name]
        if not CACHE.depth:
            return parametrization()
        key = (id(self), name)
        if key not in CACHE.values:
            CACHE.values[key] = parametrization()
        return CACHE.values[key]

    def assigned(self: Any, value: Any) -> None:
        self.parametrizations[name].right_inverse(value)

    setattr(type(module), name, property(computed, assigned))


def register_parametrization(module: Any, tensor_name: str, parametrization: Any, *, unsafe: bool = False) -> Any:
    """From now on module.tensor_name is parametrization(what it was). Returns the module.

    Raises ValueError for an unknown name, and for a change of type or shape unless `unsafe`.
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        chain = module.parametrizations[tensor_name]
        if not unsafe:
            before = getattr(module, tensor_name)
            refuse_change(parametrization(before), before.dtype, before.shape)
        chain.append(parametrization)
        chain.unsafe |= unsafe
        return module
    if tensor_name not in module._buffers and tensor_name not in module._parameters:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'"
        )
    chain = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        own_class(module)
        module.parametrizations = ModuleDict()
    give_property(module, tensor_name)
    module.parametrizations[tensor_name] = chain
    return module


def is_parametrized(module: Any, tensor_name: str | None = None) -> bool:
    """Whether a module, or one of its tensors, is parametrized."""
    found = getattr(module, "parametrizations", None)
    if not isinstance(found, ModuleDict):
        return False
    return len(found) > 0 if tensor_name is None else tensor_name in found


def remove_parametrizations(module: Any, tensor_name: str, leave_parametrized: bool = True) -> Any:
    """Make a tensor an ordinary one again, with its present value or (leave_parametrized=False) the original. Returns the module."""
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    chain = module.parametrizations[tensor_name]
    original = settled(module, tensor_name, chain, leave_parametrized)
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    register(module, tensor_name, original)
    if not is_parametrized(module):
        delattr(module, "parametrizations")
        module.__class__ = type(module).__bases__[0]
    return module


def settled(module: Any, name: str, chain: Any, keep: bool) -> Any:
    """The tensor that stays when its parametrizations go."""
    if not chain.is_tensor and not keep:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors."
        )
    if not keep:
        return chain.original
    if not chain.is_tensor:
        t = getattr(module, name)
        return Parameter(t.detach()) if t.requires_grad else t
    with no_grad():
        chain.original.data = getattr(module, name).data
    return chain.original


def type_before_parametrizations(module: Any) -> type:
    """The class a module had."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def transfer_parametrizations_and_params(from_module: Any, to_module: Any, tensor_name: str | None = None) -> Any:
    """Parametrize another module in the same way, with the same originals. Returns it."""
    if not is_parametrized(from_module):
        return to_module
    for name in list(from_module.parametrizations) if tensor_name is None else [tensor_name]:
        source = from_module.parametrizations[name]
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name).detach()))
        for parametrization in source:
            register_parametrization(to_module, name, parametrization)
        target = to_module.parametrizations[name]
        for key in ["original"] if source.is_tensor else [f"original{i}" for i in range(source.ntensors)]:
            setattr(target, key, getattr(source, key))
    return to_module
