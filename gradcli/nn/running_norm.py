"""Normalisation with running statistics: BatchNorm1d/2d/3d, InstanceNorm1d/2d/3d, and their lazy forms."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.tensor import make
from gradcli.autograd.warned import warn
from gradcli.nn import functional as F
from gradcli.nn.lazy import Lazy
from gradcli.nn.module import Module
from gradcli.nn.normalisation import give_affine, reset_affine
from gradcli.nn.parameter import UninitializedBuffer, UninitializedParameter
from gradcli.nn.weights import plain, refuse_device


class RunningNorm(Module):
    """What both share.   x: (N, num_features, ...).   momentum=None: the running statistics are plain means over all batches."""

    _version = 2
    weight: Any
    bias: Any
    running_mean: Any
    running_var: Any
    num_batches_tracked: Any
    ranks: tuple[int, ...] = ()

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        refuse_device(device)
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        give_affine(self, (num_features,) if affine else None, bias, dtype)
        tracked = (plain((num_features,), dtype), plain((num_features,), dtype, 1.0), make(np.zeros((), np.int64)))
        for name, value in zip(("running_mean", "running_var", "num_batches_tracked"), tracked):
            self.register_buffer(name, value if track_running_stats else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Mean 0, variance 1, no batch seen."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, no batch seen."""
        self.reset_running_stats()
        reset_affine(self)

    def _check_input_dim(self, input: Any) -> None:
        if input.ndim not in self.ranks:
            expected = " or ".join(f"{rank}D" for rank in self.ranks)
            raise ValueError(f"expected {expected} input (got {input.ndim}D input)")

    def extra_repr(self) -> str:
        start = f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}"
        return f"{start}, bias={self.bias is not None}, track_running_stats={self.track_running_stats}"

    def _title(self) -> str:
        return f"{self._get_name()}({self.num_features})"

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, local_metadata: dict[str, Any], *rest: Any) -> None:
        """State dicts of version 1 have no num_batches_tracked."""
        if local_metadata.get("version", 1) < 2 and self.track_running_stats:
            state_dict.setdefault(prefix + "num_batches_tracked", self.num_batches_tracked)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)


class BatchNorm(RunningNorm):
    """(x - mean) / sqrt(var + eps) per channel over the batch; in eval mode with the running mean and variance."""

    def forward(self, input: Any) -> Any:
        self._check_input_dim(input)
        share = self._share() if self.training and self.track_running_stats else self.momentum or 0.0
        of_batch = self.training or (self.running_mean is None and self.running_var is None)
        kept = not self.training or self.track_running_stats
        mean, var = (self.running_mean, self.running_var) if kept else (None, None)
        return F.batch_norm(input, mean, var, self.weight, self.bias, of_batch, share, self.eps)

    def _share(self) -> float:
        """How much of the new statistics goes into the running ones; counts the batch."""
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
        return 1.0 / float(self.num_batches_tracked) if self.momentum is None else self.momentum


class BatchNorm1d(BatchNorm):
    """Over (N, C) or (N, C, L)."""

    ranks = (2, 3)


class BatchNorm2d(BatchNorm):
    """Over (N, C, H, W)."""

    ranks = (4,)


class BatchNorm3d(BatchNorm):
    """Over (N, C, D, H, W)."""

    ranks = (5,)


class SyncBatchNorm(BatchNorm):
    """A BatchNorm across processes; there is one, so it is a BatchNorm for any number of dimensions."""

    def __init__(self, num_features: int, *args: Any, process_group: Any = None, **kwargs: Any) -> None:
        super().__init__(num_features, *args, **kwargs)
        self.process_group = process_group

    @classmethod
    def convert_sync_batchnorm(cls, module: Any, process_group: Any = None) -> Any:
        """A module with a SyncBatchNorm in place of every BatchNorm in it, of the same parameters and statistics."""
        out = module
        if isinstance(module, BatchNorm):
            options = (module.eps, module.momentum, module.affine, module.track_running_stats)
            out = cls(module.num_features, *options, process_group=process_group)
            out._parameters.update(module._parameters)
            out._buffers.update(module._buffers)
            out.training = module.training
        for name, child in module.named_children():
            out.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return out

    def _check_input_dim(self, input: Any) -> None:
        if input.ndim < 2:
            raise ValueError(f"expected at least 2D input (got {input.ndim}D input)")


class InstanceNorm(RunningNorm):
    """(x - mean) / sqrt(var + eps) per sample and channel; without weights and running statistics unless asked."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Any) -> Any:
        self._check_input_dim(input)
        unbatched = input.ndim == self.ranks[0]
        self._check_channels(input, 0 if unbatched else 1)
        return self._normalised(input.unsqueeze(0)).squeeze(0) if unbatched else self._normalised(input)

    def _normalised(self, input: Any) -> Any:
        of_input = self.training or not self.track_running_stats
        running = (self.running_mean, self.running_var)
        return F.instance_norm(input, *running, self.weight, self.bias, of_input, self.momentum or 0.0, self.eps)

    def _check_channels(self, input: Any, dim: int) -> None:
        n = input.shape[dim]
        if n == self.num_features:
            return
        if self.affine:
            raise ValueError(f"expected input's size at dim={dim} to match num_features ({self.num_features}), but got: {n}.")
        warn(
            f"input's size at dim={dim} does not match num_features. You can silence this warning by not passing in num_features, which "
            "is not used because affine=False",
        )


class InstanceNorm1d(InstanceNorm):
    """Over (N, C, L) or (C, L)."""

    ranks = (2, 3)


class InstanceNorm2d(InstanceNorm):
    """Over (N, C, H, W) or (C, H, W)."""

    ranks = (3, 4)


class InstanceNorm3d(InstanceNorm):
    """Over (N, C, D, H, W) or (C, D, H, W)."""

    ranks = (4, 5)


class LazyNorm(Lazy, RunningNorm):
    """A norm whose num_features are the channels of its first input."""

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(0, eps, momentum, False, False, device, dtype)
        self.affine, self.track_running_stats = affine, track_running_stats
        if self.affine:
            self.weight = UninitializedParameter(dtype=dtype)
            self.bias = UninitializedParameter(dtype=dtype) if bias else None
        if self.track_running_stats:
            self.running_mean, self.running_var = UninitializedBuffer(dtype=dtype), UninitializedBuffer(dtype=dtype)
            self.num_batches_tracked = make(np.zeros((), np.int64))

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, no batch seen; once the shapes are known."""
        if not self.has_uninitialized_params() and self.num_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Any) -> None:
        """Take num_features from the first input."""
        self.num_features = input.shape[1]
        for t in (self.weight, self.bias, self.running_mean, self.running_var):
            if t is not None:
                t.materialize((self.num_features,))
        self.reset_parameters()


class LazyBatchNorm1d(LazyNorm, BatchNorm1d):
    """Becomes a BatchNorm1d."""

    becomes = BatchNorm1d


class LazyBatchNorm2d(LazyNorm, BatchNorm2d):
    """Becomes a BatchNorm2d."""

    becomes = BatchNorm2d


class LazyBatchNorm3d(LazyNorm, BatchNorm3d):
    """Becomes a BatchNorm3d."""

    becomes = BatchNorm3d


class LazyInstanceNorm1d(LazyNorm, InstanceNorm1d):
    """Becomes an InstanceNorm1d."""

    becomes = InstanceNorm1d


class LazyInstanceNorm2d(LazyNorm, InstanceNorm2d):
    """Becomes an InstanceNorm2d."""

    becomes = InstanceNorm2d


class LazyInstanceNorm3d(LazyNorm, InstanceNorm3d):
    """Becomes an InstanceNorm3d."""

    becomes = InstanceNorm3d


def without_running_stats(root: Module) -> Module:
    """The module itself, whose batch norms from now on go by the statistics of each batch."""
    for module in root.modules():
        if isinstance(module, BatchNorm) and module.track_running_stats:
            module.running_mean = module.running_var = module.num_batches_tracked = None
            module.track_running_stats = False
    return root
