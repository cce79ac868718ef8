"""Every schedule, against learning rates known from PyTorch 2.13 or by hand."""

import pytest

import gradcli as torch
from gradcli import optim
from gradcli.optim import lr_scheduler as S
from gradcli.optim import swa_utils


def sgd(**options):
    return optim.SGD([torch.ones(1, requires_grad=True)], **{"lr": 1.0, "momentum": 0.9, **options})


def rates(make, n, metrics=None):
    """The learning rate before each of n steps."""
    optimizer = sgd()
    schedule, out = make(optimizer), []
    for i in range(n):
        out.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step(*(() if metrics is None else (metrics[i],)))
    return out


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda o: S.LambdaLR(o, lambda epoch: 0.5**epoch), [1, 0.5, 0.25, 0.125]),
        (lambda o: S.MultiplicativeLR(o, lambda epoch: 0.5), [1, 0.5, 0.25, 0.125]),
        (lambda o: S.StepLR(o, 2, 0.5), [1, 1, 0.5, 0.5, 0.25]),
        (lambda o: S.MultiStepLR(o, [1, 3, 3], 0.1), [1, 0.1, 0.1, 0.001]),
        (lambda o: S.ConstantLR(o, 0.5, 2), [0.5, 0.5, 1, 1]),
        (lambda o: S.LinearLR(o, 0.25, total_iters=3), [0.25, 0.5, 0.75, 1, 1]),
        (lambda o: S.ExponentialLR(o, 0.9), [1, 0.9, 0.81, 0.729]),
        (lambda o: S.PolynomialLR(o, 4, power=2.0), [1, 0.5625, 0.25, 0.0625, 0, 0]),
        (lambda o: S.CosineAnnealingLR(o, 2), [1, 0.5, 0, 0.5, 1, 0.5]),
        (lambda o: S.CosineAnnealingWarmRestarts(o, 2, 2), [1, 0.5, 1, 0.853553391, 0.5, 0.146446609, 1]),
        (lambda o: S.CyclicLR(o, 0.1, 0.9, 2), [0.1, 0.5, 0.9, 0.5, 0.1, 0.5]),
        (lambda o: S.CyclicLR(o, 0.1, 0.9, 1, mode="triangular2"), [0.1, 0.9, 0.1, 0.5, 0.1, 0.3]),
        (lambda o: S.OneCycleLR(o, 2.0, total_steps=5, pct_start=0.4), [0.08, 2.0, 1.500002, 0.500006, 8e-06]),
        (lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.5)], [2]), [0.1, 0.1, 1, 0.5, 0.25]),
        (lambda o: S.ChainedScheduler([S.ExponentialLR(o, 0.9), S.StepLR(o, 2, 0.5)]), [1, 0.9, 0.405, 0.3645]),
        (lambda o: swa_utils.SWALR(o, 0.2, anneal_epochs=2, anneal_strategy="linear"), [1, 0.6, 0.2, 0.2]),
    ],
    ids=lambda v: None,
)
def test_learning_rates(make, expected):
    assert rates(make, len(expected)) == pytest.approx(expected, abs=1e-8)


def test_a_plateau_lowers_the_rate_after_patience():
    metrics = [1.0, 0.9, 0.9, 0.9, 0.9, 0.9]
    assert rates(lambda o: S.ReduceLROnPlateau(o, patience=1, factor=0.5, min_lr=0.3), 6, metrics) == [1, 1, 1, 1, 0.5, 0.5]


def test_momentum_moves_against_the_rate():
    optimizer = sgd()
    schedule = S.OneCycleLR(optimizer, 2.0, total_steps=4, pct_start=0.5)
    assert optimizer.param_groups[0]["momentum"] == 0.95
    optimizer.step()
    schedule.step()
    assert optimizer.param_groups[0]["momentum"] == pytest.approx(0.85)
    adam = optim.Adam([torch.ones(1, requires_grad=True)])
    S.CyclicLR(adam, 0.1, 1.0, 2)
    assert adam.param_groups[0]["betas"] == (0.9, 0.999)


def test_stepping_before_the_optimizer_warns():
    optimizer = sgd()
    schedule = S.StepLR(optimizer, 1)
    with pytest.warns(UserWarning, match="before `optimizer.step"):
        schedule.step()


def test_state_goes_into_another_schedule():
    one, two = (S.StepLR(sgd(), 2) for _ in range(2))
    one.optimizer.step()
    one.step()
    two.load_state_dict(one.state_dict())
    assert two.last_epoch == 1
    assert "optimizer" not in one.state_dict()
    assert one.get_last_lr() == [1.0]
    assert one.optimizer.param_groups[0]["initial_lr"] == 1.0


def test_functions_are_not_saved_but_objects_are():
    class Scale:
        def __init__(self, rate):
            self.rate = rate

        def __call__(self, epoch):
            return self.rate

    one, two = (S.LambdaLR(sgd(), Scale(rate)) for rate in (0.5, 0.1))
    two.load_state_dict(one.state_dict())
    assert two.lr_lambdas[0].rate == 0.5
    assert S.LambdaLR(sgd(), lambda epoch: 1.0).state_dict()["lr_lambdas"] == [None]


def test_a_tensor_rate_is_changed_in_place():
    lr = torch.tensor(1.0)
    optimizer = sgd(lr=lr)
    schedule = S.ExponentialLR(optimizer, 0.5)
    optimizer.step()
    schedule.step()
    assert lr.item() == 0.5
    assert schedule.base_lrs[0].item() == 1.0


def test_get_lr_outside_of_step_warns():
    with pytest.warns(UserWarning, match="get_last_lr"):
        S.StepLR(sgd(), 1).get_lr()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda o: S.StepLR(5, 1), TypeError, "int is not an Optimizer"),
        (lambda o: S.StepLR(o, 1, last_epoch=3), KeyError, "initial_lr"),
        (lambda o: S.LambdaLR(o, [abs, abs]), ValueError, "Expected 1 lr_lambdas, but got 2"),
        (lambda o: S.MultiplicativeLR(o, 5), TypeError, "should be a function, but got int"),
        (lambda o: S.ConstantLR(o, 2.0), ValueError, "between 0 and 1"),
        (lambda o: S.LinearLR(o, 0.0), ValueError, "greater than 0"),
        (lambda o: S.OneCycleLR(o, 1.0), ValueError, "either total_steps OR"),
        (lambda o: S.CosineAnnealingWarmRestarts(o, 0), ValueError, "positive integer T_0"),
        (lambda o: S.CyclicLR(o, 0.1, 1.0, mode="x"), ValueError, "mode is invalid"),
        (lambda o: S.ReduceLROnPlateau(o, factor=1.5), ValueError, "Factor should be < 1.0"),
        (lambda o: S.SequentialLR(o, [S.StepLR(o, 1)], [1]), ValueError, "one more than the number of milestone points"),
        (lambda o: S.SequentialLR(o, [S.StepLR(sgd(), 1)], []), ValueError, "belong to the same optimizer"),
        (lambda o: S.ChainedScheduler([]), ValueError, "at least one scheduler"),
    ],
)
def test_schedules_that_make_no_sense_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call(sgd())


def test_a_group_that_came_after_the_schedule_is_not_passed_over():
    optimizer = sgd()
    schedule = S.LambdaLR(optimizer, lambda epoch: 0.5)
    optimizer.add_param_group({"params": [torch.ones(1, requires_grad=True)]})
    optimizer.step()
    with pytest.raises(ValueError, match="argument 2 is shorter than argument 1"):
        schedule.step()


def test_an_optimizer_whose_step_was_replaced_after_the_schedule_is_told():
    optimizer = sgd()
    schedule = S.StepLR(optimizer, 1)
    optimizer.step = lambda: None
    with pytest.warns(UserWarning, match=r"Seems like `optimizer.step\(\)` has been overridden"):
        schedule.step()


def test_older_programs_derive_from_a_class_of_their_own():
    assert issubclass(S._LRScheduler, S.LRScheduler)
    assert not isinstance(S.StepLR(sgd(), 1), S._LRScheduler)


def test_schedules_are_named_as_in_torch():
    assert repr(S.StepLR(sgd(), 1)).startswith("<gradcli.optim.lr_scheduler.StepLR object at 0x")
    assert S.OneCycleLR.__module__ == "gradcli.optim.lr_scheduler"
