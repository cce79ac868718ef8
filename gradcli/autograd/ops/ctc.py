"""Connectionist temporal classification, one node as in torch. Source: Graves et al., 2006."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.composed import computed, continued, gradients, tangent
from gradcli.autograd.names import public
from gradcli.autograd.op import Op
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.join import cat, stack
from gradcli.autograd.ops.loss_layers import reduction_of
from gradcli.autograd.ops.reduce import logsumexp
from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.sample import fixed, normal

NEVER = -1e30  # a log-probability that is as good as -inf, but has gradients that are numbers


@public("functional")
def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Any:
    """Minus the log-probability of the targets over all alignments.

    log_probs: (T, N, C) or (T, C).   targets: (N, S), or all of them one after the other; class `blank` stands between labels.
    reduction "mean": divided by the target lengths first. Impossible alignments cost inf, or 0 with zero_infinity.
    The gradient is that of this function; torch's differs by what a log_softmax before it makes vanish.
    """
    kind = reduction_of(reduction)
    if log_probs.ndim == 2:
        one = ctc_loss(log_probs.unsqueeze(1), targets.reshape(1, -1), input_lengths, target_lengths, blank, kind, zero_infinity)
        return one.squeeze(0) if kind == "none" else one
    frames, lengths = (np.atleast_1d(np.asarray(unwrap(n), dtype=np.int64)) for n in (input_lengths, target_lengths))
    check(log_probs, frames, lengths, blank)
    states = with_blanks(padded(unwrap(targets), lengths), blank)
    loss = alignments(log_probs, states, frames, lengths, zero_infinity=bool(zero_infinity))
    if zero_infinity:
        loss = where(loss == math.inf, 0.0, loss)
    if kind == "mean":
        return (loss / make(np.maximum(lengths, 1).astype(loss._data.dtype))).mean()
    return loss.sum() if kind == "sum" else loss


def check(log_probs: Any, frames: Any, lengths: Any, blank: int) -> None:
    """RuntimeError for lengths and a blank that do not fit."""
    steps, batch, classes = log_probs.shape
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    if len(frames) != batch:
        raise RuntimeError("input_lengths must be of size batch_size")
    if len(lengths) != batch:
        raise RuntimeError("target_lengths must be of size batch_size")
    if frames.max(initial=0) > steps:
        raise RuntimeError(f"Expected input_lengths to have value at most {steps}, but got value {frames.max()} (while checking arguments)")


def padded(targets: Any, lengths: Any) -> Any:
    """The labels as (N, longest), padded with -1. Raises RuntimeError when there are fewer than the lengths say."""
    longest = int(lengths.max(initial=0))
    inside = np.arange(longest)[None, :] < lengths[:, None]
    if targets.ndim == 2:
        if longest > targets.shape[1]:
            raise RuntimeError(f"Expected tensor to have size at least {longest} at dimension 1, but got size {targets.shape[1]}")
        return np.where(inside, targets[:, :longest], -1)
    out = np.full(inside.shape, -1, dtype=np.int64)
    out[inside] = targets[: int(lengths.sum())]
    return out


def with_blanks(labels: Any, blank: int) -> Any:
    """b l1 b l2 ... b: (N, 2 S + 1); padding becomes blank, too."""
    out = np.full((labels.shape[0], 2 * labels.shape[1] + 1), blank, dtype=np.int64)
    out[:, 1::2] = np.where(labels < 0, blank, labels)
    return out


def unlikelihood(log_probs: Tensor, states: Tensor, frames: Tensor, lengths: Tensor) -> Tensor:
    """Minus the log-probability of passing through the states, inf where that cannot be: (N,)."""
    loss = -log_likelihood(log_probs, *map(unwrap, (states, frames, lengths)))
    return loss.masked_fill(make(loss._data.real > -NEVER / 2), math.inf)


def log_likelihood(log_probs: Tensor, states: Any, frames: Any, lengths: Any) -> Tensor:
    """The log-probability of passing through the states, forwards in time: (N,)."""
    steps, batch, _ = log_probs.shape
    emitted = log_probs.gather(2, make(np.broadcast_to(states, (steps, *states.shape)).copy()))
    kind = log_probs._data.dtype
    width = states.shape[1]
    late = make(np.where(np.arange(width) < 2, 0.0, NEVER).astype(kind))  # a path begins in one of the first two states
    alpha = (emitted[0] + late).clamp(min=NEVER)
    skip = make(np.where(may_skip(states), 0.0, NEVER).astype(kind))
    never = make(np.full((batch, 2), NEVER, kind))
    history = [alpha]
    for t in range(1, steps):
        one, two = (cat(never[:, :k], alpha[:, : width - k], dim=1) if width >= k else never[:, :width] for k in (1, 2))
        alpha = (logsumexp(stack(alpha, one, two + skip, dim=0), dim=0) + emitted[t]).clamp(min=NEVER)
        history.append(alpha)
    rows = make(np.arange(batch))
    last = stack(*history, dim=0)[make(frames - 1), rows]
    final = last[rows, make(2 * lengths)]
    before = last[rows, make(np.maximum(2 * lengths - 1, 0))].masked_fill(make(lengths == 0), NEVER)
    return logsumexp(stack(final, before, dim=0), dim=0)  # type: ignore[no-any-return]


def may_skip(states: Any) -> Any:
    """Where a path may jump over the blank before a state: at labels that differ from the label before."""
    out = np.zeros(states.shape, dtype=bool)
    out[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    return out


def by_alignments(x: Any, states: Any, frames: Any, lengths: Any, *, zero_infinity: bool) -> Any:
    """Minus the log-probability of each sequence.   x: (T, N, C), states: (N, 2 S + 1), frames, lengths: (N) -> (N)."""
    return computed(unlikelihood, x, states, frames, lengths)


def rule(g: Any, y: Any, x: Any, states: Any, frames: Any, lengths: Any, *, zero_infinity: bool) -> Any:
    """The gradient; of an impossible sequence NaN, or 0 with zero_infinity."""
    arrays = [make(a) if isinstance(x, Tensor) and not isinstance(a, Tensor) else a for a in (states, frames, lengths)]
    (found, *_) = gradients(unlikelihood, g, (x, *arrays), (True, False, False, False), {})
    return found if zero_infinity else where((y == math.inf).reshape(1, -1, 1), math.nan, found)


PATHS = fixed(np.array([[0, 1, 0, 1, 0], [0, 2, 0, 0, 0]])), fixed(np.array([4, 3])), fixed(np.array([2, 1]))
alignments = Op("ctc_loss", by_alignments, [(normal(4, 2, 3), *PATHS, {"zero_infinity": False})], grad_fn="CtcLossBackward0")
alignments.vjp(rule, None, None, None).complex_safe(lambda *xs, **_: continued(unlikelihood, xs, {}))
alignments.jvp(lambda ts, _y, *xs, **_: tangent(unlikelihood, ts, xs, {}))
