"""Products of matrices in blocks of rows that BLAS multiplies as they stand, where it would copy larger ones first.

OpenBLAS has kernels for processors with AVX-512 that read small matrices from where they are; its bound is 100^3
multiplications (dgemm_small_kernel_permit of its SkylakeX kernels). A narrow right factor is read once per block, and
the product takes 0.6 to 0.9 of the time.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

SMALL = 100**3  # multiplications that OpenBLAS does without copying
WORTH_A_LOOK = 2**13  # elements of the left factor; below, the product is hardly ever larger than SMALL
NARROWEST, WIDEST = 16, 128  # columns of the right factor between which blocks pay
CACHED = 2**17  # elements of the right factor that stay in a cache from block to block
COPIED = 2**14  # elements of the right factor that are soon copied: the kernel for a transposed one is slow
FEWEST = 8  # rows of a block
FEW = 1024  # ones that are kept


def _has_kernels() -> bool:
    """Whether numpy multiplies by OpenBLAS on a processor with AVX-512 (which numpy calls by either name)."""
    about: Any = np.show_config(mode="dicts")
    blas, found = about["Build Dependencies"]["blas"], about["SIMD Extensions"].get("found", ())
    return "openblas" in blas.get("name", "") and not {"AVX512_SKX", "X86_V4"}.isdisjoint(found)


HERE = _has_kernels()


def times(a: Any, b: Any) -> Any:
    """a @ b, of arrays.   a: (m, k), b: (k, n) or (k) -> (m, n) or (m)."""
    if a.size < WORTH_A_LOOK or b.ndim != 2 or not HERE or not a.dtype.char == b.dtype.char == "d":
        return a.dot(b)
    m, k = a.shape
    count = blocks(m, k, b.shape[1], b.flags.c_contiguous)
    if count == 1:
        return a.dot(b)
    return (a.reshape(count, m // count, k) @ right(b)).reshape(m, b.shape[1])


def right(b: Any) -> Any:
    """The right factor of products of small matrices in the order that is read fastest: a transposed one takes half as long again."""
    return b if b.flags.c_contiguous or not HERE else np.ascontiguousarray(b)


def ones(n: int, kind: Any) -> Any:
    """A vector of n ones, for sums as products with it; read only."""
    return few_ones(n, kind) if n <= FEW else np.ones(n, kind)


@functools.lru_cache(64)
def few_ones(n: int, kind: Any) -> Any:
    """Such a vector, made once."""
    vector = np.ones(n, kind)
    vector.flags.writeable = False
    return vector


@functools.lru_cache(1024)
def blocks(m: int, k: int, n: int, in_order: bool) -> int:
    """In how many equal blocks of rows to multiply an m by k matrix by one of n columns; 1 where that does not pay.

    in_order: the right factor lies in memory row by row.
    """
    least = -(-m * k * n // SMALL)
    if least == 1 or not NARROWEST <= n <= WIDEST or k * n > (CACHED if in_order else COPIED):
        return 1
    return next((count for count in range(least, m // FEWEST + 1) if m % count == 0), 1)
