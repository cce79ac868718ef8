"""The analytic side of a comparison: pulled rows of the Jacobian, how large they are, and what rounding may do to them."""

from __future__ import annotations

import numpy as np

from gradcli.check.question import Question
from gradcli.check.subject import Subject
from gradcli.numeric import Array

FEW = 2  # cotangents that are pulled one by one in less time than together


def rows(subject: Subject, cotangents: Array | None) -> dict[str, Array | None]:
    """The analytic gradients (r, n) of each cotangent (every unit vector for None) by input; None where no path was found."""
    given = np.eye(subject.m) if cotangents is None else cotangents
    if subject.pulls is not None and len(given) > FEW:
        return dict(subject.pulls(given))
    table: dict[str, Array | None] = {}
    found: dict[str, list[tuple[int, Array]]] = {block.name: [] for block in subject.inputs}
    for k, g in enumerate(given):
        for name, gradient in subject.pull(g).items():
            if gradient is not None:
                found[name].append((k, gradient))
    for block in subject.inputs:
        table[block.name] = _stacked(found[block.name], (len(given), block.size)) if found[block.name] else None
    return table


def _stacked(found: list[tuple[int, Array]], shape: tuple[int, int]) -> Array:
    full = np.zeros(shape)
    for k, gradient in found:
        full[k] = gradient
    return full


def moves_of(question: Question) -> Array:
    """The displacements of probes, (c, n)."""
    assert question.along.move is not None
    return question.along.move


def ordinary(table: Array, question: Question) -> Array:
    """The size of an ordinary entry of each row, (1, r).

    The largest entry; for probes the root of the sum of squares, times 1000: a combination small by chance need not be known better.
    """
    finite = np.where(np.isfinite(table), np.abs(table), 0.0)
    if question.columns is not None:
        return np.asarray(finite.max(axis=1, initial=0.0)[None])
    shares = finite * np.abs(moves_of(question)[:1])
    return np.asarray(1e3 * np.sqrt(np.vecdot(shares, shares))[None])


def slack(table: Array, question: Question, some: slice, subject: Subject) -> Array:
    """What rounding may do to the analytic value: 16 u times the paths that meet in it."""
    finite = np.where(np.isfinite(table), np.abs(table), 0.0)
    if question.columns is None:
        return np.asarray(16 * subject.unit * (np.abs(moves_of(question)[some]) @ finite.T))
    size = np.abs(subject.at[question.input])
    size = np.where(size > 0, size, 1.0)
    reach = (finite * size).max(axis=1, initial=0.0)
    return np.asarray(16 * subject.unit * reach / size[question.columns[some]][:, None])
