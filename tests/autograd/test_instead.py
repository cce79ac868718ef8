"""Operations computed in another way for a while: what is written into views arrives where it belongs."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd.instead import Instead, moved


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
