"""torch.backends.mkl: which BLAS is used is numpy's affair."""

from __future__ import annotations


def is_available() -> bool:
    """False: the engine does not call MKL itself."""
    return False
