import pytest

import gradcli as torch
from gradcli import nn


def test_probabilities_of_all_classes_sum_to_one():
    module = nn.AdaptiveLogSoftmaxWithLoss(4, 10, [2, 5], div_value=2.0)
    x = torch.randn(3, 4)
    logs = module.log_prob(x)
    assert logs.exp().sum(1).tolist() == pytest.approx([1.0] * 3, rel=1e-5)
    target = torch.tensor([0, 4, 9])
    output, loss = module(x, target)
    assert torch.allclose(output, logs[torch.arange(3), target])
    assert loss.item() == pytest.approx(-output.mean().item())
    assert torch.equal(module.predict(x), logs.argmax(1))
    assert module(x[0], target[0]).output.shape == ()


def test_targets_and_cutoffs_out_of_range_are_refused():
    with pytest.raises(ValueError, match="increasing order"):
        nn.AdaptiveLogSoftmaxWithLoss(4, 10, [5, 2])
    with pytest.raises(RuntimeError, match=r"should be in \[0, 9\], but values in range \[1, 12\]"):
        nn.AdaptiveLogSoftmaxWithLoss(4, 10, [2], div_value=2.0)(torch.ones(2, 4), torch.tensor([1, 12]))
