"""What a module knows by name: assigning a Parameter, a Module or a Buffer registers it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from gradcli.autograd.tensor import Tensor, type_name
from gradcli.nn.parameter import Buffer, Parameter

HOOK_TABLES = (
    "_backward_pre_hooks", "_backward_hooks", "_forward_hooks", "_forward_pre_hooks",
    "_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks",
)  # fmt: skip


class Registered:
    """Attributes sorted into parameters, buffers, submodules and the rest, each in the order of assignment."""

    training: bool
    call_super_init = False
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init:
            refuse_arguments(type(self).__name__, args, kwargs)
        plain = object.__setattr__  # the tables themselves are not sorted into tables
        plain(self, "training", True)
        for name in ("_parameters", "_buffers", "_modules"):
            plain(self, name, {})
        plain(self, "_non_persistent_buffers_set", set())
        for name in HOOK_TABLES:
            plain(self, name, OrderedDict())
        plain(self, "_hooks_with_kwargs", set())
        plain(self, "_hooks_always_called", set())
        plain(self, "_is_full_backward_hook", None)
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become what was pickled; modules that change the state override it."""
        self.__dict__.update(state)

    def register_parameter(self, name: str, param: Any) -> None:
        """Add a parameter (or None, to keep the name free). Raises KeyError for a bad name, TypeError for another kind of value."""
        table = self._table("_parameters", "parameter")
        check_name(self, name, table, "parameter")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(f"cannot assign '{typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)")
        if param is not None and param.grad_fn:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To express "
                f"'{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        table[name] = param

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Add a buffer (or None). `persistent=False` keeps it out of the state dict."""
        table = self._table("_buffers", "buffer")
        check_name(self, name, table, "buffer")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)")
        table[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name: str, module: Any) -> None:
        """Add a submodule (or None). Raises TypeError for another kind of value, KeyError for a bad name."""
        if module is not None and not isinstance(module, Registered):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        check_name(self, name, self._table("_modules", "module"), "module")
        self._modules[name] = module

    def register_module(self, name: str, module: Any) -> None:
        """The same as add_module."""
        self.add_module(name, module)

    def _table(self, name: str, what: str) -> dict[str, Any]:
        """One of the tables. Raises AttributeError when __init__ has not run."""
        table: dict[str, Any] | None = self.__dict__.get(name)
        if table is None:
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")
        return table

    # ------------------------------------------------------------ attributes
    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        for table in ("_parameters", "_buffers", "_modules"):
            if table in own and name in own[table]:
                return own[table][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        tables = self.__dict__
        if isinstance(value, Parameter) or name in tables.get("_parameters", ()):
            self._set_parameter(name, value)
        elif isinstance(value, Registered) or name in tables.get("_modules", ()):
            self._set_module(name, value)
        elif isinstance(value, Buffer) or name in tables.get("_buffers", ()):
            self._set_buffer(name, value)
        else:
            object.__setattr__(self, name, value)

    def _set_parameter(self, name: str, value: Any) -> None:
        table = self._table("_parameters", "parameters")
        if isinstance(value, Parameter):
            self._forget(name, "_buffers", "_modules")
        elif value is not None:
            raise TypeError(f"cannot assign '{typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)")
        if name in table:
            self.register_parameter(name, value)
        else:
            self._registering(self.register_parameter, name, value)

    def _set_module(self, name: str, value: Any) -> None:
        table = self._table("_modules", "module")
        if isinstance(value, Registered):
            self._forget(name, "_parameters", "_buffers")
        elif value is not None:
            raise TypeError(f"cannot assign '{typename(value)}' as child module '{name}' (torch.nn.Module or None expected)")
        table[name] = value

    def _set_buffer(self, name: str, value: Any) -> None:
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(
                f"cannot assign '{typename(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None expected)"
            )
        kept = value.persistent if isinstance(value, Buffer) else name not in self._non_persistent_buffers_set
        self._registering(self.register_buffer, name, value, kept)

    def _registering(self, register: Callable[..., None], name: str, *values: Any) -> None:
        """Register under a name that a plain attribute may bear: the attribute gives way."""
        self.__dict__.pop(name, None)
        register(name, *values)

    def _forget(self, name: str, *tables: str) -> None:
        self.__dict__.pop(name, None)
        for table in tables:
            self.__dict__[table].pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __delattr__(self, name: str) -> None:
        for table in (self._parameters, self._buffers, self._modules):
            if name in table:
                del table[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        names = [*dir(type(self)), *self.__dict__, *self._parameters, *self._buffers, *self._modules]
        return sorted(name for name in names if not name[:1].isdigit())


def check_name(module: Registered, name: Any, table: dict[str, Any], what: str) -> None:
    """KeyError or TypeError for a name that cannot be registered."""
    if not isinstance(name, str):
        raise TypeError(f"{what} name should be a string. Got {typename(name)}")
    if "." in name:
        raise KeyError(f'module name can\'t contain ".", got: {name}' if what == "module" else f'{what} name can\'t contain "."')
    if name == "":
        raise KeyError(f'{what} name can\'t be empty string ""')
    if name not in table and hasattr(module, name):
        raise KeyError(f"attribute '{name}' already exists")


def refuse_arguments(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """TypeError for arguments that reached Module.__init__."""
    if kwargs:
        raise TypeError(f"{name}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'")
    if args:
        raise TypeError(f"{name}.__init__() takes 1 positional argument but {len(args) + 1} were given")


def typename(x: Any) -> str:
    """torch's name for the type of a value, or for a class or function itself: "torch.FloatTensor", "list", "gradcli.nn.linear.Linear"."""
    if isinstance(x, Tensor) and type(x) is Tensor:
        return type_name(x._data)
    kind = x if hasattr(x, "__qualname__") else type(x)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
