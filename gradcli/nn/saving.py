"""State dicts: a module's parameters and persistent buffers by path, out and in again."""

from __future__ import annotations

import itertools
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.hooks import RemovableHandle, register
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.nn.conversion import Converted
from gradcli.nn.parameter import Parameter, is_lazy

EXTRA = "_extra_state"


class _IncompatibleKeys(namedtuple("_IncompatibleKeys", ("missing_keys", "unexpected_keys"))):
    """What load_state_dict could not match."""

    __slots__ = ()

    def __repr__(self) -> str:
        return super().__repr__() if self.missing_keys or self.unexpected_keys else "<All keys matched successfully>"


class Loading:
    """One load_state_dict under way: what did not match, and what went wrong."""

    def __init__(self, state: Mapping[str, Any], assign: bool) -> None:
        self.state, self.assign = state, assign
        self.metadata: Mapping[str, Any] = getattr(state, "_metadata", None) or {}
        self.missing: list[str] = []
        self.unexpected: list[str] = []
        self.errors: list[str] = []

    def visit(self, module: Any, state: dict[str, Any], prefix: str = "") -> None:
        """Load one module and its children; `state` holds only what starts with prefix."""
        local = dict(self.metadata.get(prefix[:-1], {}))
        if self.assign:
            local["assign_to_params_buffers"] = True
        module._load_from_state_dict(state, prefix, local, True, self.missing, self.unexpected, self.errors)
        for name, child in module._modules.items():
            if child is not None:
                path = f"{prefix}{name}."
                self.visit(child, {key: value for key, value in state.items() if key.startswith(path)}, path)
        keys = _IncompatibleKeys(self.missing, self.unexpected)
        for hook in module._load_state_dict_post_hooks.values():
            assert hook(module, keys) is None, (
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, if "
                "incompatible_keys need to be modified, it should be done inplace."
            )

    def report(self, name: str, strict: bool) -> _IncompatibleKeys:
        """The outcome. Raises RuntimeError for anything that did not fit; with `strict` also for missing and unexpected keys."""
        heads = {"Missing": self.missing, "Unexpected": self.unexpected} if strict else {}
        told = [f"{head} key(s) in state_dict: {', '.join(map(quoted, keys))}. " for head, keys in heads.items() if keys]
        if told or self.errors:
            lines = "\n\t".join(told + self.errors)
            raise RuntimeError(f"Error(s) in loading state_dict for {name}:\n\t{lines}")
        return _IncompatibleKeys(self.missing, self.unexpected)


def quoted(key: str) -> str:
    return f'"{key}"'


class Saved(Converted):
    """A module whose state can be taken out and put back."""

    _version = 1
    _state_dict_hooks: dict[int, Callable[..., Any]]
    _state_dict_pre_hooks: dict[int, Callable[..., Any]]
    _load_state_dict_pre_hooks: dict[int, Callable[..., Any]]
    _load_state_dict_post_hooks: dict[int, Callable[..., Any]]

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """{path: parameter or persistent buffer}, detached unless `keep_vars`, sharing memory with the module."""
        if args:
            destination, prefix, keep_vars = by_position(*args)
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()  # the version of each module
        metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            destination = self._after_saving(hook, hook(self, destination, prefix, metadata), destination)
        return destination

    @staticmethod
    def _after_saving(hook: Any, answer: Any, destination: Any) -> Any:
        if answer is not None and getattr(hook, "_from_public_api", False):
            raise RuntimeError("state_dict post-hook must return None")
        return destination if answer is None else answer

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """This module's own entries."""
        for name, value in self._own_state().items():
            destination[prefix + name] = value if keep_vars or is_lazy(value) else value.detach()
        if overrides(self, "get_extra_state"):
            destination[prefix + EXTRA] = self.get_extra_state()

    def _own_state(self) -> dict[str, Any]:
        """Its own parameters and persistent buffers."""
        buffers = ((k, b) for k, b in self._buffers.items() if k not in self._non_persistent_buffers_set)
        return {name: value for name, value in itertools.chain(self._parameters.items(), buffers) if value is not None}

    def get_extra_state(self) -> Any:
        """Override, with set_extra_state, to keep more than tensors in the state dict."""
        raise RuntimeError("Reached a code path in Module.get_extra_state() that should never be called.")

    def set_extra_state(self, state: Any) -> None:
        """Override to take back what get_extra_state gave."""
        raise RuntimeError("Reached a code path in Module.set_extra_state() that should never be called.")

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> _IncompatibleKeys:
        """Copy values in by path; `assign`: take the tensors themselves.

        Raises TypeError for what is no mapping, RuntimeError for shapes that differ and, with `strict`, for missing and unexpected keys.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        loading = Loading(state_dict, assign)
        loading.visit(self, dict(state_dict))
        return loading.report(self._get_name(), strict)

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Load this module's own entries; torch's signature, since subclasses override it."""
        for hook in self._load_state_dict_pre_hooks.values():
            hook(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        own = self._own_state()
        for name, target in own.items():
            key = prefix + name
            if key in state_dict:
                error_msgs.extend(self._load_one(name, target, key, state_dict[key], "assign_to_params_buffers" in local_metadata))
            elif strict:
                missing_keys.append(key)
        self._load_extra(state_dict, prefix + EXTRA, strict, missing_keys, unexpected_keys)
        if strict:
            unexpected_keys.extend(self._strangers(state_dict, prefix, own))

    def _load_one(self, name: str, target: Any, key: str, value: Any, assign: bool) -> list[str]:
        """Load one entry; what was wrong with it, if anything."""
        if not isinstance(value, Tensor):
            return [
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint '
                f"but received {type(value)}"
            ]
        if is_lazy(target) and not is_lazy(value):
            target.materialize(value.shape)
        if not is_lazy(target):
            if target.ndim == 0 and tuple(value.shape) == (1,):
                value = value[0]
            if value.shape != target.shape:
                return [
                    f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, "
                    f"the shape in current model is {target.shape}."
                ]
        with no_grad():
            if assign:
                self._assign(name, target, value)
            else:
                target.copy_(value)
        return []

    def _assign(self, name: str, target: Any, value: Any) -> None:
        if isinstance(target, Parameter):
            wanted = target.requires_grad
            value = value.requires_grad_(wanted) if isinstance(value, Parameter) else Parameter(value, wanted)
        setattr(self, name, value)

    def _load_extra(self, state: dict[str, Any], key: str, strict: bool, missing: list[str], unexpected: list[str]) -> None:
        if overrides(self, "set_extra_state"):
            if key in state:
                self.set_extra_state(state[key])
            elif strict:
                missing.append(key)
        elif strict and key in state:
            unexpected.append(key)

    def _strangers(self, state: dict[str, Any], prefix: str, own: dict[str, Any]) -> list[str]:
        """The keys under `prefix` that belong to nothing here."""
        rests = {key: key[len(prefix) :].split(".", 1) for key in state if key.startswith(prefix) and key != prefix + EXTRA}
        return [key for key, rest in rests.items() if rest[0] not in (self._modules if len(rest) > 1 else own)]

    # ------------------------------------------------------------ hooks
    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, prefix, keep_vars) before saving."""
        return register(self._state_dict_pre_hooks, hook)  # type: ignore[arg-type]

    def register_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, state_dict, prefix, metadata) after saving; it must return None."""
        hook._from_public_api = True  # type: ignore[attr-defined]
        return register(self._state_dict_hooks, hook)  # type: ignore[arg-type]

    def _register_state_dict_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """As register_state_dict_post_hook; what the hook returns becomes the state dict."""
        return register(self._state_dict_hooks, hook)  # type: ignore[arg-type]

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, state_dict, prefix, metadata, strict, missing, unexpected, errors) before loading."""
        return register(self._load_state_dict_pre_hooks, hook)  # type: ignore[arg-type]

    def _register_load_state_dict_pre_hook(self, hook: Callable[..., Any], with_module: bool = False) -> RemovableHandle:
        """As register_load_state_dict_pre_hook; without `with_module` the hook does not get the module."""
        told = hook if with_module else lambda _module, *args: hook(*args)
        return register(self._load_state_dict_pre_hooks, told)  # type: ignore[arg-type]

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(module, incompatible_keys) after loading; it may change the lists in place."""
        return register(self._load_state_dict_post_hooks, hook)  # type: ignore[arg-type]


def by_position(destination: Any, prefix: str = "", keep_vars: bool = False) -> tuple[Any, str, bool]:
    """The arguments of state_dict given the older way, with torch's warning."""
    warn(
        "Positional args are being deprecated, use kwargs instead. Refer to "
        "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict for details.",
        FutureWarning,
    )
    return destination, prefix, keep_vars


def overrides(module: Any, name: str) -> bool:
    """Whether a subclass defines one of Saved's methods anew."""
    return getattr(type(module), name) is not getattr(Saved, name)
