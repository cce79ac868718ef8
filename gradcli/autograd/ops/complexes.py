"""Complex numbers: their parts, conjugates, polar form, and views as pairs of reals."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops.elementwise import cos, sin
from gradcli.autograd.rule import conj as conj_of
from gradcli.autograd.tensor import Tensor, type_name
from gradcli.sample import gaussian, nonzero, normal, positive

REAL_OF = {"complex64": "float32", "complex128": "float64"}
COMPLEX_OF = {"float16": "complex64", "float32": "complex64", "float64": "complex128"}


# ---------------------------------------------------------------- conjugates
@op((gaussian(2, 3),), family="arithmetic", replaces=(np.conj,))
def conj(x: Any) -> Any:
    """The complex conjugate."""
    return np.conj(x)


@op((gaussian(2, 3),), family="arithmetic")
def conj_physical(x: Any) -> Any:
    """The complex conjugate, computed at once; here all are."""
    return np.conj(x) if x.dtype.kind == "c" else np.copy(x)


for _op in (conj, conj_physical):
    _op.vjp(lambda g, _y, _x: conj_of(g)).jvp(lambda ts, _y, _x: ts[0].conj()).batch(aligned)


@public("torch Tensor", "conj")
def conj_face(input: Tensor) -> Tensor:
    """The complex conjugate; real tensors as they are."""
    if input._data.dtype.kind != "c":
        return input
    y: Tensor = conj(input)
    y.__dict__["_conjugate"] = not is_conj(input)
    return y


@public("torch Tensor")
def is_conj(input: Tensor) -> bool:
    """Whether torch would still have the conjugate to compute: true of what conj() returns, though here it is computed at once."""
    return bool(input.__dict__.get("_conjugate", False))


@public("torch Tensor", "conj_physical")
def conj_physical_face(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex conjugate; real tensors as they are."""
    y = conj_physical(input) if input._data.dtype.kind == "c" else input
    return y if out is None else into(out, y)


@public("torch Tensor")
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself, or a copy that is_conj() is not true of."""
    return input.clone() if is_conj(input) else input


@public("torch Tensor")
def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: negatives are computed at once."""
    return input


# ---------------------------------------------------------------- pairs of reals
@op((gaussian(2, 3),), (gaussian(),), view=True, family="shape")
def view_as_real(x: Any) -> Any:
    """The memory of complex numbers as real pairs. Shape: one more axis, of length 2."""
    return x[..., None].view(REAL_OF[x.dtype.name])


@op((normal(3, 2),), view=True, family="shape")
def view_as_complex(x: Any) -> Any:
    """The memory of real pairs as complex numbers. Shape: without the last axis, of length 2."""
    return x.view(COMPLEX_OF[x.dtype.name])[..., 0]


view_as_real.vjp(lambda g, _y, _x: complex_pairs(g)).linear().batch(aligned)
view_as_complex.vjp(lambda g, _y, _x: real_pairs(g)).linear().batch(aligned)


def complex_pairs(g: Any) -> Any:
    """Pairs of reals as complex numbers, whatever their layout."""
    return view_as_complex(g.contiguous() if isinstance(g, Tensor) else np.ascontiguousarray(g))


def real_pairs(g: Any) -> Any:
    """Complex numbers as pairs of reals."""
    return view_as_real(g if isinstance(g, Tensor) else np.asarray(g))


@public("torch", "view_as_real")
def view_as_real_face(input: Tensor) -> Tensor:
    """A view with real and imaginary parts along a new last axis."""
    if is_conj(input):
        raise RuntimeError(
            "view_as_real doesn't work on unresolved conjugated tensors.  To resolve the conjugate tensor so you can view it as real, use "
            "self.resolve_conj(); however, be warned that the resulting tensor will NOT alias the original."
        )
    if input._data.dtype.kind != "c":
        raise RuntimeError("view_as_real is only supported for complex tensors")
    return view_as_real(input)  # type: ignore[no-any-return]


@public("torch", "view_as_complex")
def view_as_complex_face(input: Tensor) -> Tensor:
    """A view of real pairs along the last axis as complex numbers. Raises RuntimeError when the memory does not allow it."""
    data = input._data
    if data.dtype.kind != "f":
        raise RuntimeError(
            f"view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: {_scalar(data)}"
        )
    if not data.ndim or data.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2" if data.ndim else "Input tensor must have one or more dimensions")
    if data.size and data.strides[-1] != data.itemsize:
        raise RuntimeError("Tensor must have a last dimension with stride 1")
    return view_as_complex(input)  # type: ignore[no-any-return]


def _scalar(data: Any) -> str:
    return type_name(data)[6:-6]


def _real(self: Tensor) -> Tensor:
    """The real part, a view; of a real tensor the tensor itself."""
    return view_as_real(self).select(-1, 0) if self._data.dtype.kind == "c" else self


def _imag(self: Tensor) -> Tensor:
    """The imaginary part, a view. Raises RuntimeError for real tensors."""
    if self._data.dtype.kind != "c":
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return view_as_real(self).select(-1, 1)  # type: ignore[no-any-return]


def _set_real(self: Tensor, value: Any) -> None:
    _real(self).copy_(value)


def _set_imag(self: Tensor, value: Any) -> None:
    _imag(self).copy_(value)


expose("Tensor", "real", property(_real, _set_real))
expose("Tensor", "imag", property(_imag, _set_imag))
expose("torch", "real", _real)
expose("torch", "imag", _imag)


# ---------------------------------------------------------------- from parts
@op((normal(3), normal(3)), (normal(2, 3), normal(3)), name="complex", family="arithmetic")
def complex_(a: Any, b: Any) -> Any:
    """a + i b."""
    y = np.empty(np.broadcast_shapes(a.shape, b.shape), COMPLEX_OF[a.dtype.name])
    y.real, y.imag = a, b
    return y


complex_.vjp(lambda g, _y, _a, _b: g.real, lambda g, _y, _a, _b: g.imag).batch(aligned)
complex_.jvp(lambda ts, y, _a, _b: _complex_tangent(ts[0], ts[1], y))


def _complex_tangent(ta: Any, tb: Any, y: Any) -> Any:
    zero = y.real * 0
    return complex_(zero if ta is None else ta, zero if tb is None else tb)


@public("torch", "complex")
def complex_face(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """real + i imag, of two tensors of the same floating type."""
    kinds = [t._data.dtype for t in (real, imag)]
    if any(kind.kind != "f" for kind in kinds):
        raise RuntimeError(
            f"Expected both inputs to be Half, Float or Double tensors but got {_scalar(real._data)} and {_scalar(imag._data)}"
        )
    if kinds[0] != kinds[1]:
        raise RuntimeError(
            f"Expected object of scalar type {_scalar(real._data)} but got scalar type {_scalar(imag._data)} for second argument"
        )
    y = complex_(real, imag)
    if out is not None and out._data.dtype != y._data.dtype:
        own, other = _scalar(y._data), _scalar(out._data)
        raise RuntimeError(f"Expected object of scalar type {own} but got scalar type {other} for argument 'out'")
    return y if out is None else into(out, y)


@op((positive(3), normal(3)), family="arithmetic")
def polar(r: Any, angle: Any) -> Any:
    """r (cos angle + i sin angle)."""
    return complex_.kernel(r * np.cos(angle), r * np.sin(angle))


polar.vjp(
    lambda g, _y, _r, angle: g.real * cos(angle) + g.imag * sin(angle),
    lambda g, y, _r, _angle: g.imag * y.real - g.real * y.imag,
).batch(aligned).jvp(lambda ts, y, _r, angle: _polar_tangent(ts[0], ts[1], y, angle))


def _polar_tangent(tr: Any, ta: Any, y: Any, angle: Any) -> Any:
    along = 0 if tr is None else complex_(tr * cos(angle), tr * sin(angle))
    return along if ta is None else along + complex_(-(y.imag * ta), y.real * ta)


@public("torch", "polar")
def polar_face(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex numbers from magnitudes and angles."""
    y = polar(abs, angle)
    return y if out is None else into(out, y)


def _angle_kernel(x: Any) -> Any:
    """The argument of a complex number in radians; of a real one 0, or pi where negative."""
    if x.dtype.kind == "c":
        return np.angle(x).astype(REAL_OF[x.dtype.name], copy=False)[()]
    return np.where(np.isnan(x), x, np.where(x < 0, np.pi, 0.0)).astype(x.dtype if x.dtype.kind == "f" else np.float32)[()]


angle = op((gaussian(2, 3),), (nonzero(3),), family="arithmetic", name="angle", replaces=(np.angle,))(_angle_kernel)
angle.vjp(lambda g, _y, x: _angle_slope(g, x)).batch(aligned)
angle.jvp(lambda ts, _y, x: ((ts[0] * x.conj()).imag / (x.real * x.real + x.imag * x.imag)) if x.dtype.kind == "c" else ts[0] * 0)
angle.complex_safe(lambda x: _angle_kernel(x.real))


def _angle_slope(g: Any, x: Any) -> Any:
    """The gradient of the argument: i x / |x|^2, 0 at 0 and for real numbers."""
    if x.dtype.kind != "c":
        return g * 0
    square = x.real * x.real + x.imag * x.imag
    return g * (x * 1j) / (square + (square == 0))


@public("torch Tensor", "angle")
def angle_face(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The argument in radians."""
    y = angle(input)
    return y if out is None else into(out, y)
