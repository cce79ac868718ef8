"""Singular values by random projection."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradcli as torch


def low(rows: int, columns: int) -> Any:
    """A matrix of rank 2."""
    rng = np.random.default_rng(0)
    return torch.tensor(rng.normal(size=(rows, 2)) @ rng.normal(size=(2, columns)), requires_grad=True)


@pytest.mark.parametrize("shape", [(5, 4), (3, 6)])
def test_a_matrix_of_low_rank_is_found_whole(shape: tuple[int, int]) -> None:
    a = low(*shape)
    u, s, v = torch.svd_lowrank(a, q=2)
    torch.testing.assert_close(u @ s.diag() @ v.T, a)
    torch.testing.assert_close(s, torch.linalg.svdvals(a)[:2])


def test_the_gradient_of_the_singular_values_is_that_of_svdvals() -> None:
    a = low(5, 4)
    found, known = (torch.autograd.grad(s.sum(), a)[0] for s in (torch.svd_lowrank(a, q=2)[1], torch.linalg.svdvals(a)[:2]))
    torch.testing.assert_close(found, known)


def test_principal_components_are_of_the_centred_matrix() -> None:
    a = low(6, 3)
    torch.testing.assert_close(torch.pca_lowrank(a, q=2)[1], torch.linalg.svdvals(a - a.mean(0))[:2])
    torch.testing.assert_close(torch.svd_lowrank(a, q=2, M=a.mean(0))[1], torch.linalg.svdvals(a - a.mean(0))[:2])


@pytest.mark.parametrize(("options", "words"), [({"q": 4}, r"q\(=4\) must be non-negative"), ({"niter": -1}, r"niter\(=-1\) must be")])
def test_errors_are_torchs(options: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        torch.pca_lowrank(low(3, 3), **options)
