"""Every optimizer, against steps recorded from PyTorch 2.13."""

import re

import pytest

import gradcli as torch
from gradcli import optim

START = [1.0, -2.0, 0.5]
STEPS = [
    (optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}, [0.995242624, 1.766042711, 1.154207107]),
    (optim.Adam, {"lr": 0.1}, [1.0, -1.605087598, 0.893566599]),
    (optim.AdamW, {"lr": 0.1}, [0.949619924, -1.597835771, 0.891061885]),
    (optim.RMSprop, {"lr": 0.1, "momentum": 0.5, "centered": True}, [1.0, 0.542982868, 0.825891213]),
    (optim.Adagrad, {"lr": 0.1}, [1.0, -1.739612049, 0.759888051]),
    (optim.Adadelta, {}, [1.0, -1.986995902, 0.513020533]),
    (optim.Adamax, {"lr": 0.1}, [1.0, -1.637527988, 0.862216758]),
    (optim.NAdam, {"lr": 0.1}, [1.0, -1.69164027, 0.806138362]),
    (optim.RAdam, {"lr": 0.1}, [1.0, 0.143924293, 0.821730808]),
    (optim.Rprop, {"lr": 0.1}, [1.0, -1.4632, 1.0368]),
    (optim.ASGD, {"lr": 0.1}, [0.99997467, -0.567169269, 0.797379117]),
    (optim.Adafactor, {"lr": 0.1}, [1.0, -1.548484636, 0.924971203]),
]


def loss_of(w):
    return (w**4 / 4 - w).sum()


def run(kind, options, start=START, steps=4):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = kind([w], **options)
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(w).backward()
        optimizer.step()
    return w


@pytest.mark.parametrize(("kind", "options", "expected"), STEPS, ids=lambda v: getattr(v, "__name__", None))
def test_four_steps_end_where_torch_ends(kind, options, expected):
    # 1e-8: the constants have 9 digits, and NAdam keeps a float32 product as torch does
    assert run(kind, options).tolist() == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(("kind", "options", "expected"), STEPS, ids=lambda v: getattr(v, "__name__", None))
def test_maximize_is_minimizing_the_negative(kind, options, expected):
    w, v = (torch.tensor(START, dtype=torch.float64, requires_grad=True) for _ in range(2))
    for t, sign in ((w, -1.0), (v, 1.0)):
        optimizer = kind([t], **options, maximize=sign > 0)
        (loss_of(t) * sign).backward()
        optimizer.step()
    assert torch.equal(w, v)


@pytest.mark.parametrize("kind", [optim.SGD, optim.Adam, optim.RMSprop, optim.Adagrad, optim.Rprop, optim.ASGD])
def test_a_complex_parameter_moves_like_its_two_parts(kind):
    z = torch.tensor([1.0 + 2.0j, -0.5j], dtype=torch.complex128, requires_grad=True)
    xy = torch.tensor([[1.0, 2.0], [0.0, -0.5]], dtype=torch.float64, requires_grad=True)
    for t in (z, xy):
        optimizer = kind([t], lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            (t.abs() ** 2).sum().backward()
            optimizer.step()
    assert torch.allclose(torch.view_as_real(z.detach()), xy.detach())


@pytest.mark.parametrize("kind", [optim.SGD, optim.Adam, optim.NAdam, optim.Adagrad])
def test_scalars_are_optimized_too(kind):
    w = torch.tensor(3.0, requires_grad=True)
    optimizer = kind([w], lr=0.1)
    (w * w).backward()
    optimizer.step()
    assert w.item() < 3.0
    assert w.shape == ()


def test_muon_moves_along_the_orthogonal_factor():
    w = torch.zeros(2, 2, dtype=torch.float64, requires_grad=True)
    (w * torch.tensor([[10.0, 0.0], [0.0, 0.1]], dtype=torch.float64)).sum().backward()
    optim.Muon([w], lr=1.0, ns_steps=10).step()
    assert abs(w[1, 1].item()) > 0.5  # a hundredth of the other gradient, but about as large a step
    with pytest.raises(ValueError, match="only supports 2D parameters"):
        optim.Muon([torch.ones(1, requires_grad=True)])


def test_a_tensor_learning_rate_is_read_at_every_step():
    w, lr = torch.ones(1, requires_grad=True), torch.tensor(0.5)
    optimizer = optim.SGD([w], lr=lr)
    w.grad = torch.ones(1)
    optimizer.step()
    lr.fill_(0.25)
    optimizer.step()
    assert w.item() == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: optim.SGD(p, lr=-1), "Invalid learning rate: -1"),
        (lambda p: optim.SGD(p, momentum=-1), "Invalid momentum value: -1"),
        (lambda p: optim.SGD(p, nesterov=True), "Nesterov momentum requires a momentum and zero dampening"),
        (lambda p: optim.Adam(p, betas=(1.0, 0.9)), "Invalid beta parameter at index 0: 1.0"),
        (lambda p: optim.Adam(p, eps=-1), "Invalid epsilon value: -1"),
        (lambda p: optim.Adam(p, lr=torch.ones(2)), "Tensor lr must be 1-element"),
        (lambda p: optim.Adam(p, lr=torch.tensor(0.1), foreach=True), "lr as a Tensor is not supported for capturable=False and foreach=True"),
        (lambda p: optim.AdamW(p, betas=(0.9, torch.tensor(0.99))), "betas must be either both floats or both Tensors"),
        (lambda p: optim.Adam(p, betas=(torch.tensor(0.9),) * 2, foreach=True), "betas[0] as a Tensor is not supported"),
        (lambda p: optim.Rprop(p, etas=(2, 3)), "Invalid eta values: 2, 3"),
        (lambda p: optim.Adadelta(p, rho=3), "Invalid rho value: 3"),
        (lambda p: optim.Adafactor(p, d=0.5), "Clipping threshold d should be >= 1 but is: 0.5"),
    ],
)
def test_options_out_of_range_are_refused(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make([torch.ones(1, requires_grad=True)])


@pytest.mark.parametrize("kind", [optim.Adam, optim.SGD, optim.Adagrad])
def test_ways_to_run_that_exclude_each_other_are_refused(kind):
    p = torch.ones(1, requires_grad=True)
    with pytest.raises(RuntimeError, match="`fused` and `foreach` cannot be `True` together"):
        kind([p], fused=True, foreach=True)


@pytest.mark.parametrize("kind", [optim.Muon, optim.Adafactor])
def test_complex_parameters_are_refused_at_the_step(kind):
    p = torch.ones(2, 2, dtype=torch.complex64, requires_grad=True)
    p.grad = torch.ones_like(p)
    with pytest.raises(RuntimeError, match=f"{kind.__name__} does not support complex parameters"):
        kind([p]).step()
