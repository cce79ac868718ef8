import pytest

import gradcli as torch
from gradcli.nn import init


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.mark.parametrize(
    ("fill", "bound"),
    [
        (init.xavier_uniform_, (6 / 200) ** 0.5),
        (lambda w: init.kaiming_uniform_(w, nonlinearity="relu"), (6 / 150) ** 0.5),
        (lambda w: init.kaiming_uniform_(w, mode="fan_out"), (6 / 50) ** 0.5),
        (lambda w: init.uniform_(w, -0.5, 0.5), 0.5),
    ],
    ids=["xavier", "kaiming", "fan_out", "uniform"],
)
def test_uniform_values_fill_their_range(fill, bound):
    w = fill(torch.empty(50, 150))
    assert 0.99 * bound < float(w.abs().max()) <= bound


@pytest.mark.parametrize(
    ("fill", "std"),
    [(init.xavier_normal_, (2 / 200) ** 0.5), (init.kaiming_normal_, (2 / 150) ** 0.5), (lambda w: init.normal_(w, 0, 0.3), 0.3)],
    ids=["xavier", "kaiming", "normal"],
)
def test_normal_values_have_their_spread(fill, std):
    assert float(fill(torch.empty(50, 150)).std()) == pytest.approx(std, rel=0.03)  # 7500 values: standard error 0.8 %


def test_fixed_fillings():
    assert init.eye_(torch.empty(2, 3)).tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    assert init.constant_(torch.empty(2), 0.5).tolist() == [0.5, 0.5]
    assert init.dirac_(torch.empty(2, 1, 3), groups=2).tolist() == [[[0.0, 1.0, 0.0]], [[0.0, 1.0, 0.0]]]


def test_orthogonal_rows_and_truncated_tails():
    w = init.orthogonal_(torch.empty(3, 5), gain=2.0)
    assert torch.allclose(w @ w.t(), 4 * torch.eye(3), atol=1e-5)
    assert float(init.trunc_normal_(torch.empty(1000), std=2.0).abs().max()) <= 2.0


def test_sparse_columns_have_their_zeros():
    w = init.sparse_(torch.empty(10, 4), 0.25)
    assert (w == 0).sum(0).tolist() == [3, 3, 3, 3]


def test_filling_a_parameter_is_not_recorded():
    p = torch.ones(2, requires_grad=True)
    assert init.zeros_(p) is p
    assert p.is_leaf
    assert p.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "param", "gain"),
    [("linear", None, 1), ("tanh", None, 5 / 3), ("relu", None, 2**0.5), ("leaky_relu", 1.0, 1.0), ("selu", None, 0.75)],
)
def test_gains(name, param, gain):
    assert init.calculate_gain(name, param) == pytest.approx(gain)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: init.xavier_uniform_(torch.ones(2)), "fewer than 2 dimensions"),
        (lambda: init.eye_(torch.ones(2)), "Only tensors with 2 dimensions"),
        (lambda: init.dirac_(torch.ones(2, 2)), "3, 4, or 5 dimensions"),
        (lambda: init.dirac_(torch.ones(3, 2, 2), 2), "divisible by groups"),
        (lambda: init.kaiming_uniform_(torch.ones(2, 2), mode="x"), "Mode x not supported"),
        (lambda: init.calculate_gain("x"), "Unsupported nonlinearity x"),
    ],
)
def test_what_cannot_be_filled_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_older_names_warn():
    with pytest.warns(FutureWarning, match="deprecated"):
        assert init.uniform is init.uniform_
