"""Scaled dot-product attention with a causal mask: no position may look ahead."""

import math

import torch


def attention(
    query=torch.randn(5, 4, requires_grad=True),
    key=torch.randn(5, 4, requires_grad=True),
    value=torch.randn(5, 3, requires_grad=True),
):
    scores = query @ key.T / math.sqrt(query.shape[1])
    ahead = torch.ones(5, 5).triu(diagonal=1).bool()
    weights = torch.softmax(scores.masked_fill(ahead, float("-inf")), dim=-1)
    return weights @ value
