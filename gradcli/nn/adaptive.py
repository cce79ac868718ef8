"""A softmax over very many classes, most of them rare: frequent ones in a head, the others in clusters of smaller rank."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from gradcli.nn import engine as T
from gradcli.nn import functional as F
from gradcli.nn.containers import ModuleList, Sequential
from gradcli.nn.linear import Linear
from gradcli.nn.module import Module


class _ASMoutput(NamedTuple):
    """The log-probability of each target, and the mean negative one."""

    output: Any
    loss: Any


class AdaptiveLogSoftmaxWithLoss(Module):
    """log softmax over n_classes, numbered by falling frequency.   cutoffs: where each cluster begins; div_value: how much smaller each is.

    input: (N, in_features), target: (N,); or (in_features,) and ().   Source: Grave et al., 2017.
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        check(list(cutoffs), n_classes)
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, [*cutoffs, n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size, self.n_clusters = self.cutoffs[0], len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, head_bias, device, dtype)
        self.tail = ModuleList()
        for i, (low, high) in enumerate(pairwise(self.cutoffs), 1):
            rank = int(in_features // div_value**i)
            first = Linear(in_features, rank, False, device, dtype)
            self.tail.append(Sequential(first, Linear(rank, high - low, False, device, dtype)))

    def reset_parameters(self) -> None:
        """Draw new values."""
        for linear in (self.head, *(layer for cluster in self.tail for layer in cluster)):
            linear.reset_parameters()

    def forward(self, input_: Any, target_: Any) -> Any:
        check_shapes(input_, target_)
        if target_.ndim == 0:
            output, loss = self.forward(input_.unsqueeze(0), target_.unsqueeze(0))
            return _ASMoutput(output.squeeze(0), loss)
        low, high = int(target_.min()), int(target_.max())
        if low < 0 or high >= self.n_classes:
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range [{low}, {high}] were found. "
            )
        output = self.log_prob(input_).gather(1, target_.unsqueeze(1)).squeeze(1)
        return _ASMoutput(output, (-output).mean())

    def log_prob(self, input: Any) -> Any:
        """The log-probability of every class: (N, n_classes)."""
        head = F.log_softmax(self.head(input), 1)
        columns = [head[:, : self.shortlist_size]]
        for i, cluster in enumerate(self.tail, self.shortlist_size):
            columns.append(F.log_softmax(cluster(input), 1) + head[:, i : i + 1])
        return T.cat(columns, 1)

    def predict(self, input: Any) -> Any:
        """The most probable class of each row: (N,)."""
        return self.log_prob(input).argmax(1)


def check(cutoffs: list[int], n_classes: int) -> None:
    """ValueError unless the cutoffs are increasing and within the classes."""
    if not cutoffs:
        raise ValueError("cutoffs should be a sequence of length larger than 0")
    rising = all(a < b for a, b in pairwise(cutoffs)) and all(int(c) == c for c in cutoffs)
    if not rising or cutoffs[0] <= 0 or cutoffs[-1] > n_classes - 1:
        raise ValueError(
            "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is between 1 and "
            "n_classes-1"
        )


def check_shapes(input: Any, target: Any) -> None:
    """RuntimeError where input and target do not fit together."""
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input.ndim != target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs with size {input.shape}"
        )
    if target.ndim and input.shape[0] != target.shape[0]:
        raise RuntimeError("Input and target should have the same size in the batch dimension.")
