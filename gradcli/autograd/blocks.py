"""Products of matrices in blocks of rows that BLAS multiplies as they stand, where it would copy larger ones first.

OpenBLAS has kernels for processors with AVX-512 that read small matrices from where they are; its bound is 100^3
multiplications (dgemm_small_kernel_permit of its SkylakeX kernels). A narrow right factor is read once per block, and
the product takes 0.6 to 0.9 of the time. A few rows times a large transposed matrix, as in a layer, are a product of
that matrix with a narrow factor, transposed: 0.3 to 0.9.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

SMALL = 100**3  # multiplications that OpenBLAS does without copying
WORTH_A_LOOK = 2**13  # elements of the larger factor; below, the product is hardly ever larger than SMALL
NARROWEST, WIDEST = 16, 128  # columns of the right factor between which blocks pay
CACHED = 2**17  # elements of the right factor that stay in a cache from block to block
COPIED = 2**14  # elements of the right factor that are soon copied: the kernel for a transposed one is slow
FEWEST = 8  # rows of a block
FEW_ROWS = 32  # of the left factor, up to which a transposed right factor goes first
FEW = 1024  # ones that are kept


def _has_kernels() -> bool:
    """Whether numpy multiplies by OpenBLAS on a processor with AVX-512 (which numpy calls by either name)."""
    about: Any = np.show_config(mode="dicts")
    blas, found = about["Build Dependencies"]["blas"], about["SIMD Extensions"].get("found", ())
    return "openblas" in blas.get("name", "") and not {"AVX512_SKX", "X86_V4"}.isdisjoint(found)


HERE = _has_kernels()


def times(a: Any, b: Any) -> Any:
    """a @ b, of arrays.   a: (m, k), b: (k, n) or (k) -> (m, n) or (m)."""
    if (a.size < WORTH_A_LOOK and b.size < WORTH_A_LOOK) or b.ndim != 2 or not HERE or not a.dtype.char == b.dtype.char == "d":
        return a.dot(b)
    (m, k), n = a.shape, b.shape[1]
    in_order = b.flags.c_contiguous
    if 1 < m <= FEW_ROWS and not in_order and b.flags.f_contiguous:
        count = cut(n, k, m)
        return a.dot(b) if count == 1 else np.ascontiguousarray(in_blocks(b.T, right(a.T), count).T)
    count = blocks(m, k, n, in_order)
    return a.dot(b) if count == 1 else in_blocks(a, right(b), count)


def in_blocks(a: Any, b: Any, count: int) -> Any:
    """a @ b, by `count` blocks of rows."""
    m, k = a.shape
    return (a.reshape(count, m // count, k) @ b).reshape(m, b.shape[1])


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
    return cut(m, k, n) if NARROWEST <= n <= WIDEST and k * n <= (CACHED if in_order else COPIED) else 1


@functools.lru_cache(1024)
def cut(m: int, k: int, n: int) -> int:
    """The least number of equal blocks of rows of an m by k matrix that make small products with one of n columns; 1 for none."""
    least = max(-(-m * k * n // SMALL), 1)
    return next((count for count in range(least, m // FEWEST + 1) if m % count == 0), 1)
