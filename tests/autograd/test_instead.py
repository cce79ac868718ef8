"""Operations computed in another way for a while: what is written into views arrives where it belongs."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd.complex_step import stepped
from gradcli.autograd.instead import Instead, moved
from gradcli.autograd.tensor import make


def one_by_one():
    h = torch.zeros(3)
    h[1] = 5.0
    h[:2] += 1
    return h


def through_views_of_views():
    h = torch.zeros(2, 3)
    h[0].mul_(3).add_(1)
    h.view(-1)[4] = 7
    return h


def rows():
    h = torch.zeros(2, 3)
    for k, row in enumerate(h.unbind(0)):
        row.copy_(torch.arange(3) + k)
    return h


@pytest.mark.parametrize("write", [one_by_one, through_views_of_views, rows])
def test_what_is_written_into_a_view_is_in_its_base(write):
    with torch.no_grad(), Instead(moved(np.array)):
        found = write()

    assert found.tolist() == write().tolist()


def test_results_are_moved_and_views_of_them_are_not_moved_again():
    with torch.no_grad(), Instead(moved(lambda y: y + 1)):
        h = torch.ones(3) * 2

        assert h.view(3, 1)[0].tolist() == [3.0]


CONTINUED = [torch.relu, torch.softmax, torch.log_softmax, torch.nn.functional.gelu, torch.erf, torch.clamp, torch.max, torch.sort, torch.lgamma]
ARGUMENTS = {torch.softmax: (0,), torch.log_softmax: (0,), torch.clamp: (-1.0, 1.0)}


@pytest.mark.parametrize("fn", CONTINUED, ids=lambda fn: fn.__name__)
def test_a_complex_step_gets_through_what_refuses_complex_numbers(fn):
    x, more = np.array([0.3, -0.7, 0.9]), ARGUMENTS.get(fn, ())

    with torch.no_grad(), Instead(stepped):
        found = fn(make(x + 1e-30j), *more)

    slope = (first(fn(torch.tensor(x + 1e-6), *more)) - first(fn(torch.tensor(x - 1e-6), *more))).numpy() / 2e-6
    assert first(found)._data.imag / 1e-30 == pytest.approx(slope, rel=1e-6, abs=1e-9)  # differences of step 1e-6: truncation 1e-12, rounding 1e-10


def first(found):
    return found[0] if isinstance(found, tuple) else found


def test_complex_numbers_of_the_users_own_are_refused_as_before():
    with pytest.raises(NotImplementedError, match="not supported for complex"):
        torch.relu(torch.tensor([1 + 1j]))


def shifted(f, x):
    """f(x) with every rounded result larger by a thousandth."""
    with torch.no_grad(), Instead(moved(lambda y: y * 1.001 if y.dtype.kind == "f" else y)):
        return f(x)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x.floor() + 1,
        lambda x: (x.ceil() * 2).clamp(0, 3),
        lambda x: x.round().long(),
        lambda x: x.max(0).values,
        lambda x: x.amax(),
        lambda x: x.gather(0, torch.tensor([1, 0])),
        lambda x: x.clamp(0.5, 1.0),
        lambda x: torch.where(x > 1, x, x.flip(0)),
        lambda x: x.sort(descending=True).values,
        lambda x: x // 1,
    ],
)
def test_what_is_chosen_or_stands_still_is_not_rounded(f):
    x = torch.tensor([0.3, 2.4], dtype=torch.float64)
    assert torch.equal(shifted(f, x), f(x))


@pytest.mark.parametrize("f", [lambda x: x * x, lambda x: x + 1e20, lambda x: x.floor() + x, lambda x: x.sum(), lambda x: (x + 1e12) - 1e12])
def test_what_is_computed_is_rounded(f):
    x = torch.tensor([0.3, 2.4], dtype=torch.float64)
    assert not torch.equal(shifted(f, x), f(x))


def test_one_is_not_taken_for_a_result_that_was_chosen():
    assert shifted(lambda x: x * x, torch.ones(2, dtype=torch.float64)).tolist() != [1.0, 1.0]
