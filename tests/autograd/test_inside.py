"""In-place changes inside vmap, forward mode and their combinations: the same numbers as without them."""

import pytest

import gradcli as torch

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=torch.float64)
x = X[0]


def changed(v: torch.Tensor) -> torch.Tensor:
    """2 v1 in place of v0, the rest times v0, written through views."""
    y = v * 1
    y[0] = v[1] * 2
    y[1:].mul_(v[0])
    return (y * y).sum()  # 4 v1^2 + v0^2 (v1^2 + v2^2)


def slope(v: torch.Tensor) -> list[float]:
    a, b, c = v.tolist()
    return [2 * a * (b * b + c * c), 8 * b + 2 * a * a * b, 2 * a * a * c]


def test_gradients_tangents_and_batches_agree() -> None:
    assert torch.func.grad(changed)(x).tolist() == slope(x)
    assert torch.func.jacfwd(changed)(x).tolist() == slope(x)
    assert torch.func.jvp(changed, (x,), (x,))[1].item() == sum(a * b for a, b in zip(slope(x), x.tolist()))
    assert torch.func.vmap(changed)(X).tolist() == [changed(row).item() for row in X]
    assert torch.func.vmap(torch.func.grad(changed))(X).tolist() == [slope(row) for row in X]
    assert torch.func.hessian(changed)(x).tolist() == [[26, 8, 12], [8, 10, 0], [12, 0, 2]]


def test_views_see_the_tangent_of_a_changed_base_and_bases_that_of_a_changed_view() -> None:
    def through_base(v):
        y = v * 1
        part = y[1:]
        y.mul_(v)
        return part.sum()

    def through_view(v):
        y = torch.zeros(3, dtype=torch.float64)
        y[1:].add_(v[1:])
        return y * y

    assert torch.func.jvp(through_base, (x,), (x,))[1].item() == 2 * (4 + 9)
    assert torch.func.jvp(through_view, (x,), (x,))[1].tolist() == [0, 8, 18]


def test_filling_ends_the_tangent() -> None:
    assert torch.func.jvp(lambda v: (v * 2).fill_(3.0), (x,), (x,))[1].tolist() == [0, 0, 0]


def test_examples_are_written_one_by_one() -> None:
    def filled(v):
        out = torch.zeros_like(v)
        for i in range(3):
            out[i] = v[2 - i]
        return out.add_(v)

    assert torch.func.vmap(filled)(X).tolist() == [[4, 4, 4], [10, 10, 10]]
    assert torch.func.vmap(lambda v: v.new_ones(2).mul_(v[:2]))(X).tolist() == [[1, 2], [4, 5]]


def test_what_is_shared_by_all_examples_cannot_differ_between_them() -> None:
    with pytest.raises(RuntimeError, match="vmap: inplace arithmetic\\(self, \\*extra_args\\) is not possible"):
        torch.func.vmap(lambda v: torch.zeros(3, dtype=torch.float64).copy_(v))(X)


def test_reshaping_in_place_keeps_batch_and_tangent() -> None:
    def turned(v):
        y = (v * 2).view(1, 3).clone()
        return y.t_()

    assert torch.func.vmap(turned)(X)[1].tolist() == [[8], [10], [12]]
    assert torch.func.jvp(turned, (x,), (x,))[1].tolist() == [[2], [4], [6]]
