"""Complex numbers: parts, views as pairs, polar form, and gradients in torch's convention (conjugate of the holomorphic derivative)."""

import math

import pytest

import gradcli as torch

Z = [1 + 2j, 3 - 1j]


def gradient(f, values=Z, dtype=torch.complex128):
    z = torch.tensor(values, dtype=dtype, requires_grad=True)
    y = f(z)
    (y.real.sum() if y.dtype.is_complex else y.sum()).backward()
    return z.grad.tolist()


def test_parts_are_views_that_can_be_written_to() -> None:
    z = torch.tensor(Z)
    z.real[0] = 5.0
    z.imag.mul_(2)
    assert z.tolist() == [5 + 4j, 3 - 2j]
    z.real = torch.tensor([0.0, 1.0])
    assert z.tolist() == [4j, 1 - 2j]


def test_the_gradient_reaches_a_part_changed_in_place() -> None:
    z = torch.tensor(Z, requires_grad=True)
    y = z * 1
    y.real.mul_(3)
    (y * y.conj()).real.sum().backward()
    assert z.grad.tolist() == [18 + 4j, 54 - 2j]


def test_real_tensors_are_their_own_real_part() -> None:
    x = torch.ones(2)
    assert x.real is x.conj() is x.resolve_conj() is x
    with pytest.raises(RuntimeError, match="imag is not implemented for tensors with non-complex dtypes"):
        x.imag


def test_gradients_of_parts_and_conjugates() -> None:
    assert gradient(lambda z: z.real) == [1, 1]
    assert gradient(lambda z: z.imag) == [1j, 1j]
    assert gradient(lambda z: z.conj() * 1j) == [1j, 1j]


def test_names_of_nodes() -> None:
    z = torch.tensor(Z, requires_grad=True)
    names = [type(y.grad_fn).__name__ for y in (z.real, z.conj(), torch.view_as_real(z), z.angle(), z.H if z.ndim == 2 else z.abs())]
    assert names == ["SelectBackward0", "ConjBackward0", "ViewAsRealBackward0", "AngleBackward0", "AbsBackward0"]


def test_pairs_of_reals_and_complex_numbers_are_the_same_memory() -> None:
    z = torch.tensor(Z)
    pairs = torch.view_as_real(z)
    pairs[1, 0] = 7.0
    assert z[1].item() == 7 - 1j
    assert torch.view_as_complex(pairs).tolist() == z.tolist()
    assert torch.view_as_real(torch.zeros(2, 3, dtype=torch.complex64).t()).shape == (3, 2, 2)


def test_made_from_parts_or_magnitude_and_angle() -> None:
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([0.0, math.pi / 2], requires_grad=True)
    assert torch.complex(a, b)[0].item() == 1
    z = torch.polar(a, b)
    assert z[1].item() == pytest.approx(2j, abs=1e-6)
    z.imag.sum().backward()
    assert a.grad.tolist() == pytest.approx([0, 1])
    assert b.grad.tolist() == pytest.approx([1, 0], abs=1e-6)


def test_the_angle_has_gradient_zero_at_zero_and_for_real_numbers() -> None:
    assert gradient(lambda z: z.angle(), [0j, 2j]) == [0, -0.5]
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    x.angle().sum().backward()
    assert x.angle().tolist() == pytest.approx([math.pi, 0])
    assert x.grad.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x: torch.view_as_complex(x), "last dimension of size 2"),
        (lambda x: torch.view_as_real(x), "only supported for complex tensors"),
        (lambda x: torch.complex(x, x.double()), "Expected object of scalar type Float but got scalar type Double"),
        (lambda x: torch.complex(x.long(), x.long()), "Half, Float or Double tensors but got Long and Long"),
    ],
)
def test_refusals(make, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        make(torch.zeros(3))


def test_what_conj_returns_says_so_until_it_is_resolved():
    z = torch.tensor([1 + 2j])
    told = [t.is_conj() for t in (z, z.conj(), z.conj().conj(), z.conj().resolve_conj(), z.conj() * 2, torch.ones(1).conj())]
    assert told == [False, True, False, False, False, False]


def test_a_conjugate_is_no_view_of_real_numbers():
    with pytest.raises(RuntimeError, match="doesn't work on unresolved conjugated tensors"):
        torch.view_as_real(torch.tensor([1 + 2j]).conj())
