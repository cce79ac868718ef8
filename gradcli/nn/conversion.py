"""Changing all of a module at once: element types, training mode, requires_grad, gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import refuse_device
from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.nn.tree import Tree


class Converted(Tree):
    """What holds for a module and everything below it. Each method returns the module itself."""

    def apply(self, fn: Callable[[Any], None]) -> Self:
        """Call fn on every submodule, children first, and then on itself."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn: Callable[[Any], Any], recurse: bool = True) -> Self:
        """Replace the memory of every parameter, gradient and buffer by fn of it; parameters stay the same objects."""
        for module in self.children() if recurse else ():
            module._apply(fn)
        with no_grad():
            for param in filter(is_there, self._parameters.values()):
                converted(param, fn)
            self._buffers.update({name: fn(buffer) for name, buffer in self._buffers.items() if buffer is not None})
        return self

    def float(self) -> Self:
        """Everything floating to float32."""
        return self._cast(dtypes.float32)

    def double(self) -> Self:
        """Everything floating to float64."""
        return self._cast(dtypes.float64)

    def half(self) -> Self:
        """Everything floating to float16."""
        return self._cast(dtypes.float16)

    def bfloat16(self) -> Self:
        """Everything floating rounded to bfloat16, which is kept in float32."""
        return self._cast(dtypes.bfloat16)

    def type(self, dst_type: Any) -> Self:
        """Everything, integers too, to a type."""
        return self._apply(lambda t: t.type(dst_type))

    def _cast(self, kind: dtypes.dtype) -> Self:
        return self._apply(lambda t: t.to(kind) if t.dtype.is_floating_point else t)

    def cpu(self) -> Self:
        """Itself: there is one device."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Raises RuntimeError: there is one device."""
        refuse_device("cuda" if device is None else device)
        return self

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Everything to new memory, filled with zeros."""
        refuse_device(device)
        return self._apply(lambda t: Tensor(t * 0), recurse)

    def share_memory(self) -> Self:
        """Itself: there is one process."""
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """to(device), to(dtype), to(device, dtype), to(tensor): only floating and complex parameters and buffers change type."""
        kind = wanted_type(args, kwargs)
        if kind is None:
            return self
        if not (kind.is_floating_point or kind.is_complex):
            raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={kind}")
        if kind.is_complex:
            warn(
                "Complex modules are a new feature under active development whose design may change, and some modules might not work as "
                "expected when using complex tensors as parameters or buffers.",
            )
        return self._apply(lambda t: t.to(kind) if t._data.dtype.kind in "fc" else t)

    # ------------------------------------------------------------ modes
    def train(self, mode: bool = True) -> Self:
        """Training mode, on which Dropout and the batch norms depend. Raises ValueError unless `mode` is a bool."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """train(False)."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or thaw every parameter."""
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop every gradient, or fill it with zeros."""
        for param in self.parameters():
            clear_grad(param, set_to_none)


def clear_grad(param: Any, set_to_none: bool) -> None:
    """Drop a gradient; or zero it in place, outside of any graph it came from."""
    if param._grad is None:
        return
    if set_to_none:
        param._grad = None
        return
    if param._grad.grad_fn is not None:
        param._grad.detach_()
    else:
        param._grad.requires_grad_(False)
    param._grad.zero_()


def is_there(value: Any) -> bool:
    return value is not None


def converted(param: Any, fn: Callable[[Any], Any]) -> None:
    """Give a parameter, and its gradient, the memory of fn of it."""
    grad = param._grad
    param.data = fn(param.data)
    if grad is not None:
        grad.data = fn(grad.data)


def wanted_type(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The element type among the arguments of `to`. Raises RuntimeError for another device than the CPU."""
    kind: Any = kwargs.get("dtype")
    refuse_device(kwargs.get("device"))
    for a in args:
        if isinstance(a, Tensor):
            kind = a.dtype
        elif isinstance(a, dtypes.dtype):
            kind = a
        elif not isinstance(a, bool):
            refuse_device(a)
    return kind
