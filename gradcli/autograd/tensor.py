"""Tensor: an array with a place in the backward graph. Operations are attached by their families in `ops`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import Node, Output

new = object.__new__
LEAF: Any = ("leaf",)  # the edge of a leaf that requires grad; stands for the tensor itself, which would be a reference cycle


class Version:
    """How often a piece of memory was changed in place; shared by everything that looks at it."""

    __slots__ = ("n",)

    def __init__(self) -> None:
        self.n = 0


class Size(tuple[int, ...]):
    """A shape; prints as torch.Size([2, 3])."""

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def numel(self) -> int:
        """Number of elements of that shape."""
        return int(np.prod(self, dtype=np.int64))

    def __getitem__(self, key: Any) -> Any:
        out = super().__getitem__(key)
        return Size(out) if isinstance(key, slice) else out

    def __add__(self, other: Any) -> Any:
        return Size(tuple(self) + tuple(other))


class Tensor:
    """A numpy array that may require a gradient.

    _data: the array; a numpy scalar for most 0-d results.  _edge: where its gradient goes: None, a Node, an Output or LEAF.
    _counter: version counter, made when needed.  _base: the tensor this one is a view of, and _seen the version its edge is good for.
    _kind: of a view that cannot be changed in place: one of several ("multi"), made in no_grad ("no_grad"), by a Function ("custom").
    """

    _data: Any
    _edge: Any = None
    _counter: Version | None = None
    _base: Tensor | None = None
    _seen: int = 0
    _kind: str | None = None
    _grad: Any = None
    _hooks: Any = None
    _inference: bool = False
    _retained: bool = False
    __array_priority__ = 1000

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """torch.Tensor(2, 3): uninitialised; torch.Tensor([1, 2]): float32 values."""
        from gradcli.autograd import creation

        return creation.legacy(cls, *args, **kwargs)

    # ------------------------------------------------------------ the graph
    @property
    def requires_grad(self) -> bool:
        return (self._edge if self._base is None else current_edge(self)) is not None

    @requires_grad.setter
    def requires_grad(self, flag: bool) -> None:
        self.requires_grad_(flag)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Make this leaf require grad, or not. Raises RuntimeError for non-leaves and for integer tensors."""
        if not isinstance(requires_grad, bool):
            raise TypeError(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, not {type(requires_grad).__name__}")
        if requires_grad and self._data.dtype.kind not in "fc":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        if self._inference and requires_grad and not MODE.inference:
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        if not self.is_leaf:
            if requires_grad:
                return self
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that "
                "doesn't require differentiation use var_no_grad = var.detach()."
            )
        self._edge = LEAF if requires_grad else None
        if state.tracer is not None and requires_grad:
            state.tracer.leaf(self)
        return self

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor; None for leaves."""
        edge = self._edge if self._base is None else current_edge(self)
        if edge is None or edge is LEAF:
            return None
        return edge.node if edge.__class__ is Output else edge

    @property
    def output_nr(self) -> int:
        return self._edge._number if self._edge.__class__ is Output else 0

    @property
    def is_leaf(self) -> bool:
        edge = self._edge if self._base is None else current_edge(self)
        return edge is None or edge is LEAF

    @property
    def grad(self) -> Any:
        if self._grad is None and not self.is_leaf and not self._retained:
            from gradcli.autograd.backprop import warn_non_leaf

            warn_non_leaf()
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        self._grad = checked_grad(self, value)

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def backward(self, gradient: Any = None, retain_graph: Any = None, create_graph: bool = False, inputs: Any = None) -> None:
        """Add d self / d leaf, times `gradient`, into the .grad of every leaf. Raises RuntimeError as torch does."""
        from gradcli.autograd import backprop

        backprop.backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def register_hook(self, hook: Callable[[Any], Any]) -> Any:
        """Call hook(grad) when the gradient of this tensor is known; what it returns replaces the gradient."""
        from gradcli.autograd import hooks

        return hooks.on_tensor(self, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], None]) -> Any:
        """Call hook(tensor) whenever a gradient has been added to .grad of this leaf."""
        from gradcli.autograd import hooks

        return hooks.after_accumulation(self, hook)

    def retain_grad(self) -> None:
        """Keep .grad of this non-leaf. Raises RuntimeError when it does not require grad."""
        from gradcli.autograd import hooks

        hooks.retain(self)

    @property
    def retains_grad(self) -> bool:
        return self._retained

    def detach(self) -> Tensor:
        """The same memory, outside the graph; shares the version counter."""
        t = new(Tensor)
        t._data = storage(self)
        t._counter = counter(self)
        t._inference = self._inference
        note("detach", self)
        return t

    def detach_(self) -> Tensor:
        """Take this tensor out of the graph; it becomes a leaf."""
        if self._base is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and "
                "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these "
                "gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the "
                "solution."
            )
        note("detach", self)
        self._edge = None
        return self

    @property
    def data(self) -> Tensor:
        """The same memory outside the graph, with a version counter of its own: changes through it go unnoticed."""
        t = new(Tensor)
        t._data = storage(self)
        note("data", self)
        return t

    @data.setter
    def data(self, value: Tensor) -> None:
        note("data", self)
        self._data = value._data

    @property
    def _version(self) -> int:
        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return 0 if self._counter is None else self._counter.n

    def _is_view(self) -> bool:
        return self._base is not None

    def is_inference(self) -> bool:
        return self._inference

    # ------------------------------------------------------------ the array
    @property
    def dtype(self) -> dtypes.dtype:
        return dtypes.of(self._data.dtype)

    @property
    def shape(self) -> Size:
        return Size(self._data.shape)

    @property
    def ndim(self) -> int:
        return self._data.ndim

    @property
    def is_sparse(self) -> bool:
        return False

    def numpy(self, *, force: bool = False) -> Any:
        """The array itself. Raises RuntimeError for a tensor that requires grad, unless `force`."""
        if self._edge is not None and not force:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        note("numpy", self)
        return storage(self)

    def item(self) -> Any:
        """The only element as a Python number. Raises RuntimeError for other sizes."""
        if self._data.size != 1:
            raise RuntimeError(f"a Tensor with {self._data.size} elements cannot be converted to Scalar")
        note("item", self)
        return self._data.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        note("numpy", self)
        return self._data.tolist()

    def __len__(self) -> int:
        if not self._data.ndim:
            raise TypeError("len() of a 0-d tensor")
        return len(self._data)

    def __iter__(self) -> Iterator[Any]:
        if not self._data.ndim:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))  # type: ignore[attr-defined]

    def __bool__(self) -> bool:
        if self._data.size == 1:
            return bool(self._data.item())
        some = "no values" if self._data.size == 0 else "more than one value"
        raise RuntimeError(f"Boolean value of Tensor with {some} is ambiguous")

    def _number(self) -> Any:
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self.item()

    def __float__(self) -> float:
        return float(self._number())

    def __int__(self) -> int:
        return int(self._number())

    def __complex__(self) -> complex:
        return complex(self._number())

    def __index__(self) -> int:
        if self._data.size != 1 or self._data.dtype.kind not in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.item())

    def __reversed__(self) -> Any:
        return self.flip(0) if self._data.ndim else self  # type: ignore[attr-defined]

    def __contains__(self, value: Any) -> bool:
        if not isinstance(value, (Tensor, bool, int, float, complex, np.generic)):
            raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(value)}.")
        return bool((self._data == (value._data if isinstance(value, Tensor) else value)).any())

    __hash__ = object.__hash__

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        if self._edge is not None and MODE.enabled:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        note("numpy", self)
        array = np.asarray(self._data)
        array = array if dtype is None else array.astype(dtype)
        return array.copy() if copy else array

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        from gradcli.autograd import interop

        return interop.ufunc(ufunc, method, args, kwargs)

    def __array_function__(self, fn: Any, _types: Any, args: Any, kwargs: Any) -> Any:
        from gradcli.autograd import interop

        return interop.function(fn, args, kwargs)

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        from gradcli.autograd import printing

        return printing.text(self)

    def __format__(self, spec: str) -> str:
        if not spec or self._data.ndim:
            if not self._data.ndim and not spec:
                return str(self._data.item())
            return object.__format__(self, spec)
        return format(self.item(), spec)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were "
                "attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see "
                "https://github.com/pytorch/pytorch/pull/103001"
            )
        t = new(type(self))
        t._data = self._data.copy()
        t._edge = self._edge
        t._grad = None if self._grad is None else make(self._grad._data.copy())
        memo[id(self)] = t
        return t

    def __reduce_ex__(self, protocol: Any) -> Any:
        return rebuild, (type(self), self._data, self.requires_grad)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        import gradcli.autograd.ops  # noqa: F401  the families attach their methods

        if hasattr(type(self), name):
            return getattr(self, name)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def make(data: Any, edge: Any = None) -> Tensor:
    """A tensor around an array, without a copy."""
    t = new(Tensor)
    t._data = data
    if edge is not None:
        t._edge = edge
    return t


def rebuild(cls: type[Tensor], data: Any, requires_grad: bool) -> Tensor:
    """What unpickling calls."""
    t = new(cls)
    t._data = data
    t._edge = LEAF if requires_grad else None
    return t


def unwrap(x: Any) -> Any:
    """The array of a tensor; anything else as it is."""
    return x._data if isinstance(x, Tensor) else x


def storage(t: Tensor) -> Any:
    """The tensor's memory as an array: numpy scalars, which cannot be shared, become 0-d arrays first."""
    if not isinstance(t._data, np.ndarray):
        t._data = np.asarray(t._data)
    return t._data


def counter(t: Tensor) -> Version:
    """The version counter, made on first use."""
    if t._counter is None:
        t._counter = Version()
    return t._counter


def alias(t: Tensor, source: Any) -> None:
    """Note that `t` looks at the memory of `source`: same base, same version counter."""
    if isinstance(source, Tensor):
        t._base = source._base if source._base is not None else source
        t._counter = counter(source)
        t._seen = t._counter.n
        if not MODE.enabled:
            t._kind = "no_grad"
        elif source._kind is not None:
            t._kind = source._kind
        if source._inference:
            t._inference = True


def mark_inference(t: Tensor) -> None:
    """Note that `t` was made in inference mode; the counter keeps it off the fast path of arithmetic."""
    t._inference, t._counter = True, Version()


def current_edge(t: Tensor) -> Any:
    """The edge of a view, made anew when its memory was changed in place through another name."""
    if t._counter is not None and t._counter.n != t._seen:
        from gradcli.autograd import view

        view.refresh(t)
    return t._edge


def type_name(data: Any) -> str:
    """torch's name for a tensor type, "torch.FloatTensor"."""
    names = {"float32": "Float", "float64": "Double", "float16": "Half", "int64": "Long", "int32": "Int", "int16": "Short"}
    names |= {"int8": "Char", "uint8": "Byte", "bool": "Bool", "complex64": "ComplexFloat", "complex128": "ComplexDouble"}
    return f"torch.{names[data.dtype.name]}Tensor"


def checked_grad(t: Tensor, value: Any) -> Any:
    """A tensor fit to be t.grad. Raises TypeError or RuntimeError as torch does."""
    if value is None:
        return None
    if not isinstance(value, Tensor):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}")
    if value is t:
        raise RuntimeError("can't assign Variable as its own grad")
    if value._data.shape != t._data.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(value._data.shape)}' to a tensor of size '{list(t._data.shape)}'. "
            "Please ensure that the gradient and the tensor are the same size"
        )
    if value._data.dtype != t._data.dtype:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{value.dtype}' to a tensor with grad_dtype '{t.dtype}'. The gradient must match the "
            "tensor's grad_dtype (defaults to the tensor's dtype)."
        )
    return value


def note(kind: str, t: Tensor) -> None:
    """Tell the tracer that something left the graph here."""
    if state.tracer is not None and t._edge is not None:
        state.tracer.event(kind, t)
