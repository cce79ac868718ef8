"""torch.backends.cuda as a machine without a GPU has it."""

from __future__ import annotations

from types import SimpleNamespace

matmul = SimpleNamespace(allow_tf32=False, allow_fp16_reduced_precision_reduction=True)


def is_built() -> bool:
    """False: gradcli computes on the CPU."""
    return False
