"""vmap over functions whose results depend on values: refused in torch's words, or run example by example."""

from typing import Any

import pytest

import gradcli as torch

ROWS = torch.tensor([[1.0, 0.0], [0.0, 2.0]])


@pytest.mark.parametrize(
    ("fn", "words"),
    [
        (lambda x: x.nonzero(), "Attempted to vmap over aten::nonzero"),
        (lambda x: x.unique(), "Attempted to vmap over aten::_unique2"),
        (lambda x: torch.where(x > 0)[0], "can output dynamic shape"),
        (lambda x: torch.masked_select(x, x > 0), "over `mask` in torch.masked_select"),
        (lambda x: x[x > 0], "Attempting to batch over indexing with a boolean mask"),
        (lambda x: torch.equal(x, x), "Batching rule not implemented for aten::equal"),
        (lambda x: x.tolist(), "doesn't have storage"),
        (lambda x: x.numpy(), "doesn't have storage"),
        (lambda x: x if x.sum() > 0 else -x, "data-dependent control flow"),
        (lambda x: float(x.sum()), r"calling .item\(\) on a Tensor"),
    ],
)
def test_values_of_one_example_of_many_are_refused(fn: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        torch.vmap(fn)(ROWS)


def test_a_mask_shared_by_all_examples_is_an_index() -> None:
    assert torch.vmap(lambda x: x[torch.tensor([True, False])])(ROWS).tolist() == [[1.0], [0.0]]


def test_counting_runs_example_by_example() -> None:
    counts = torch.vmap(lambda x: torch.bincount(x, minlength=3))(torch.tensor([[1, 2], [1, 1]]))
    assert counts.tolist() == [[0, 1, 1], [0, 2, 0]]


def test_examples_that_differ_in_size_cannot_be_stacked() -> None:
    with pytest.raises(RuntimeError, match=r"stack expects each tensor to be equal size, but got \[3\] at entry 0 and \[2\] at entry 1"):
        torch.vmap(torch.bincount)(torch.tensor([[1, 2], [1, 1]]))


def test_nested_vmap_counts_at_the_inner_level() -> None:
    x = torch.tensor([[[0], [1]], [[1], [1]]])
    assert torch.vmap(torch.vmap(lambda r: torch.bincount(r, minlength=2)))(x).tolist() == [[[1, 0], [0, 1]], [[0, 1], [0, 1]]]


CLASSES = torch.tensor([[0, 1], [2, 0]])
EDGES = torch.tensor([0.0, 1.0, 2.0])


@pytest.mark.parametrize(
    ("fn", "expected"),
    [
        (lambda x: torch.nn.functional.one_hot(x, 3), [[[1, 0, 0], [0, 1, 0]], [[0, 0, 1], [1, 0, 0]]]),
        (lambda x: torch.searchsorted(EDGES, input=x + 0.5), [[1, 2], [3, 1]]),
        (lambda x: torch.bucketize(x + 0.5, EDGES), [[1, 2], [3, 1]]),
        (lambda x: torch.isin(x, torch.tensor([0, 2])), [[True, False], [True, True]]),
        (lambda x: torch.asarray(x, dtype=torch.float64), [[0.0, 1.0], [2.0, 0.0]]),
    ],
)
def test_each_example_has_its_own_result(fn: Any, expected: Any) -> None:
    assert torch.vmap(fn)(CLASSES).tolist() == expected


@pytest.mark.parametrize("name", ["bernoulli", "poisson", "multinomial"])
def test_each_example_is_drawn_with_its_own_parameters(name: str) -> None:
    more = (1,) if name == "multinomial" else ()
    draw = torch.vmap(lambda p: getattr(torch, name)(p, *more), randomness="different")
    chosen = draw(torch.tensor([[0.0, 1.0], [1.0, 0.0]]))
    assert chosen.tolist() == [[1], [0]] if more else chosen[0, 0] == chosen[1, 1] == 0
    with pytest.raises(RuntimeError, match="does not currently support same randomness with a batched tensor input"):
        torch.vmap(lambda p: getattr(torch, name)(p, *more), randomness="same")(ROWS)


def test_filling_fills_every_example() -> None:
    torch.manual_seed(0)
    different = torch.vmap(lambda x: x.uniform_(), randomness="different")(torch.zeros(2, 2))
    torch.manual_seed(0)
    same = torch.vmap(lambda x: x.uniform_(), randomness="same")(torch.zeros(2, 2))
    assert torch.equal(same[0], same[1])
    assert torch.equal(same[0], different[0])
    assert different.all()
    with pytest.raises(RuntimeError, match="called random operation while in randomness error mode"):
        torch.vmap(lambda x: x.uniform_())(torch.zeros(2, 2))
