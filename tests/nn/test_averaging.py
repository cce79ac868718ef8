import pytest

import gradcli as torch
from gradcli import nn
from gradcli.optim import swa_utils


def after(values, averaged, model):
    """The averaged weight after the model's weight took each value."""
    for value in values:
        with torch.no_grad():
            model.weight.fill_(value)
        averaged.update_parameters(model)
    return averaged.module.weight.item()


def test_the_default_is_the_plain_mean():
    model = nn.Linear(1, 1, bias=False)
    averaged = swa_utils.AveragedModel(model)
    assert after([1.0, 2.0, 6.0], averaged, model) == pytest.approx(3.0)
    assert int(averaged.n_averaged) == 3


@pytest.mark.parametrize(
    "options",
    [{"avg_fn": swa_utils.get_ema_avg_fn(0.5)}, {"multi_avg_fn": swa_utils.get_ema_multi_avg_fn(0.5)}],
    ids=["one", "many"],
)
def test_an_exponential_mean_forgets(options):
    model = nn.Linear(1, 1, bias=False)
    assert after([1.0, 2.0, 6.0], swa_utils.AveragedModel(model, **options), model) == pytest.approx(3.75)


def test_update_bn_computes_the_statistics_of_a_whole_loader():
    net = nn.Sequential(nn.BatchNorm1d(1))
    swa_utils.update_bn([torch.tensor([[0.0], [2.0]]), torch.tensor([[4.0], [6.0]])], net)
    assert net[0].running_mean.item() == pytest.approx(3.0)
    assert net[0].momentum == 0.1


def test_a_decay_outside_of_the_unit_interval_is_refused():
    with pytest.raises(ValueError, match="Invalid decay value 2"):
        swa_utils.get_ema_avg_fn(2)
