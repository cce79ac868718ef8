"""Views by strides: as_strided and its inverses; what an in-place change of a view does to its base (CopySlices)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.autograd.look import Look, distance, root_of, span, strides_of
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.replace import same_shape
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor, storage
from gradcli.sample import normal

MIDDLE = Look((2, 3), (3, 1), 0, (2, 2), (3, 1), 1)  # columns 1 and 2
TWICE = Look((2, 3), (3, 1), 0, (2, 2, 3), (0, 3, 1), 0)  # everything, seen twice
TRANSPOSED = Look((2, 3), (1, 2), 0, (2,), (2,), 1)  # part of the second row of a base laid out by columns


@op((normal(2, 3), {"look": MIDDLE}), (normal(2, 3), {"look": TWICE}), (normal(2, 3), {"look": TRANSPOSED}), view=True, family="shape")
def as_strided(x: Any, *, look: Look) -> Any:
    """The elements of x that `look` sees."""
    return look.seen(x)


@op((normal(2, 2), {"look": MIDDLE}), (normal(2, 2, 3), {"look": TWICE}), (normal(2), {"look": TRANSPOSED}), family="shape")
def as_strided_backward(g: Any, *, look: Look) -> Any:
    """Zeros, plus each element of g where `look` sees it."""
    return look.gathered(g)


as_strided.vjp(lambda g, _y, _x, *, look: as_strided_backward(g, look=look)).linear()
as_strided_backward.vjp(lambda g, _y, _x, *, look: as_strided(g, look=look)).linear()


def _replaced(x: Any, part: Any, *, look: Look) -> Any:
    """x with the elements that `look` sees replaced by `part`."""
    return look.replaced(x, part)


SAMPLES = ((normal(2, 3), normal(2, 2), {"look": MIDDLE}), (normal(2, 3), normal(2), {"look": TRANSPOSED}))
as_strided_scatter = op(*SAMPLES, name="as_strided_scatter", family="shape")(_replaced)
copy_slices = op(*SAMPLES, name="copy_slices", grad_fn="CopySlices", family="other")(_replaced)
for _op in (as_strided_scatter, copy_slices):
    _op.vjp(
        lambda g, _y, _x, _part, *, look: as_strided_scatter(g, 0.0, look=look),
        lambda g, _y, _x, _part, *, look: as_strided(g, look=look),
    ).jvp(lambda ts, _y, x, part, *, look: as_strided_scatter(or_zero(ts[0], x), or_zero(ts[1], part), look=look))


class CopySlices(copy_slices.node):  # type: ignore[name-defined,misc]  # the class made for this operation
    """The node of a base that was written to through a view: torch shows it in the place of the node that wrote."""

    __slots__ = ()

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """Of the base, and of what was written into it."""
        base, written = super().next_functions
        return (base, written) if written[0] is None else (base, *written[0].next_functions[1:])


CopySlices.__module__ = "builtins"
copy_slices.node = CopySlices


def look_at(data: Any, size: Sequence[int], stride: Sequence[int], storage_offset: int | None) -> Look:
    """How a view given by strides looks at an array. Raises RuntimeError when it reaches outside of it."""
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    strides = strides_of(data)
    start = -span(data.shape, strides)[0]
    root = root_of(data)
    first = distance(root, data) if root is not None else 0
    offset = start + (first if storage_offset is None else storage_offset) - first
    look = Look(data.shape, strides, start, tuple(size), tuple(stride), offset)
    low, high = span(look.shape, look.strides)
    if 0 not in look.shape and not 0 <= offset + low <= offset + high < look.extent():
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {storage_offset or 0} are out of bounds for the "
            f"{look.extent()} elements that this tensor reaches"
        )
    return look


@public("torch Tensor", "as_strided")
def as_strided_face(input: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None) -> Tensor:
    """A view with the given shape, strides and offset, in elements."""
    return as_strided(input, look=look_at(storage(input), size, stride, storage_offset))  # type: ignore[no-any-return]


@public("torch Tensor", "as_strided_scatter")
def as_strided_scatter_face(
    input: Tensor, src: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """A copy with the elements that such a view sees replaced by `src`."""
    same_shape(src, tuple(size), "as_strided_scatter")
    return as_strided_scatter(input, src, look=look_at(storage(input), size, stride, storage_offset))  # type: ignore[no-any-return]
