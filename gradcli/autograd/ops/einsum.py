"""einsum and the products that are special cases of it: tensordot, inner, bilinear."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.interop import answers, as_operand
from gradcli.autograd.names import public
from gradcli.autograd.op import Op
from gradcli.autograd.ops._refused import STACKS, same_type
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.sample import gaussian, normal

LETTERS = string.ascii_uppercase + string.ascii_lowercase
Terms = tuple[str, ...]


# ---------------------------------------------------------------- the contraction of arrays
def contraction(*arrays: Any, terms: Terms, out: str) -> Any:
    """Products of elements with equal letters, summed over the letters that `out` lacks.   terms: the letters of each array's axes."""
    if len(arrays) == 2 and not broadcasting(arrays, terms):
        return pair(arrays[0], arrays[1], terms[0], terms[1], out)
    return np.einsum(",".join(terms) + "->" + out, *arrays, optimize=len(arrays) > 2)


def broadcasting(arrays: Sequence[Any], terms: Terms) -> bool:
    """Whether some letter has length 1 in one array and another length elsewhere."""
    sizes: dict[str, int] = {}
    return any(sizes.setdefault(letter, n) != n for a, term in zip(arrays, terms) for letter, n in zip(term, a.shape))


def pair(a: Any, b: Any, s: str, t: str, out: str) -> Any:
    """Two arrays as stacks of matrices: letters in both and in `out` are the stack, letters in both only are contracted."""
    a, s = summed(a, s, t + out)
    b, t = summed(b, t, s + out)
    shared = [letter for letter in s if letter in t]
    stack = [letter for letter in shared if letter in out]
    inner = [letter for letter in shared if letter not in out]
    rows, columns = ([letter for letter in term if letter not in shared] for term in (s, t))
    y = matrices(a, s, stack, rows, inner) @ matrices(b, t, stack, inner, columns)
    lengths = {**dict(zip(s, a.shape)), **dict(zip(t, b.shape))}
    order = [*stack, *rows, *columns]
    return y.reshape([lengths[letter] for letter in order]).transpose([order.index(letter) for letter in out])


def summed(x: Any, term: str, used: str) -> tuple[Any, str]:
    """x summed over the axes nobody else has."""
    lonely = tuple(i for i, letter in enumerate(term) if letter not in used)
    return (x.sum(lonely), "".join(letter for letter in term if letter in used)) if lonely else (x, term)


def matrices(x: Any, term: str, *groups: list[str]) -> Any:
    """x with its axes in the order of the groups, each group joined to one axis."""
    lengths = dict(zip(term, x.shape))
    joined = [int(np.prod([lengths[letter] for letter in group], dtype=np.int64)) for group in groups]
    return x.transpose([term.index(letter) for group in groups for letter in group]).reshape(joined)


# ---------------------------------------------------------------- the operation
def gradients(g: Any, _y: Any, xs: Any, wanted: Sequence[bool], *, terms: Terms, out: str) -> list[Any]:
    """The gradient of each array: the cotangent contracted with the other arrays; ones for letters that nobody else has."""
    return [gradient(g, xs, i, terms, out) if want else None for i, want in enumerate(wanted)]


def gradient(g: Any, xs: Any, i: int, terms: Terms, out: str) -> Any:
    others = [j for j in range(len(xs)) if j != i]
    known = dict(zip(out, g.shape))
    for j in others:
        known.update((letter, n) for letter, n in zip(terms[j], xs[j].shape) if known.get(letter, 1) == 1)
    missing = [(letter, n) for letter, n in zip(terms[i], xs[i].shape) if letter not in known or known[letter] == 1 < n]
    ones = [np.ones(n, unwrap(g).dtype) for _, n in missing]
    arrays = (g, *(conj(xs[j]) for j in others), *ones)
    return einsum_op(*arrays, terms=(out, *(terms[j] for j in others), *(letter for letter, _ in missing)), out=terms[i])


def stacked(op: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    """Batching: one more letter."""
    new = next(letter for letter in LETTERS if letter not in "".join((*params["terms"], params["out"])))
    terms = tuple(new + term if flag else term for term, flag in zip(params["terms"], flags))
    return op(*args, terms=terms, out=new + params["out"])


def declared(name: str, grad_fn: str, *samples: Any) -> Op:
    """Declare einsum under the name of the node that torch ends with."""
    return Op(name, contraction, samples, grad_fn=grad_fn, family="linalg").vjp_all(gradients).linear().batch(stacked)


# fmt: off
einsum_op = declared("einsum", "ViewBackward0",
    (normal(2, 3), normal(3, 4), {"terms": ("ij", "jk"), "out": "ik"}), (normal(2, 3), normal(2, 3, 2), {"terms": ("bi", "bij"), "out": "jb"}),
    (normal(2, 3), normal(3), normal(3, 2), {"terms": ("ij", "j", "jk"), "out": "k"}), (gaussian(2, 2), gaussian(2), {"terms": ("ij", "j"), "out": "i"}),
    (normal(2, 1), normal(2, 3), {"terms": ("ij", "ij"), "out": "j"}), (normal(2), normal(3), {"terms": ("i", "j"), "out": ""}))
sum_op = declared("einsum_sum", "SumBackward1", (normal(2, 3), {"terms": ("ij",), "out": "j"}), (normal(2, 3), {"terms": ("ij",), "out": ""}))
outer_op = declared("einsum_outer", "MulBackward0", (normal(2), normal(3), {"terms": ("i", "j"), "out": "ij"}), (normal(2, 3), normal(3), {"terms": ("ij", "j"), "out": "ji"}))
permute_op = declared("einsum_permute", "PermuteBackward0", (normal(2, 3), {"terms": ("ij",), "out": "ji"}))
# fmt: on


def chosen(terms: Terms, out: str) -> Op:
    """The declaration whose node is called as torch's last one."""
    if len(terms) == 1:
        return permute_op if len(out) == len(terms[0]) else sum_op
    return outer_op if set(out) == set("".join(terms)) else einsum_op


# ---------------------------------------------------------------- equations
def parsed(equation: str, operands: Sequence[Tensor]) -> tuple[list[Tensor], Terms, str]:
    """The operands with repeated letters taken as diagonals, their letters, and those of the result. Raises RuntimeError."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    written = left.split(",")
    check_count(len(written), len(operands))
    deepest = max((t.ndim - len(term.replace("...", "")) for t, term in zip(operands, written) if "..." in term), default=0)
    spare = "".join(letter for letter in reversed(LETTERS) if letter not in equation)[: max(deepest, 0)]
    terms = [spelled(i, term, t.ndim, spare) for i, (term, t) in enumerate(zip(written, operands))]
    check_lengths(terms, operands)
    out = right.replace("...", spare) if arrow else implied("".join(terms), spare)
    lacking = next((letter for letter in out if letter not in "".join(terms)), None)
    if lacking is not None:
        raise RuntimeError(f"einsum(): output subscript {lacking} does not appear in the equation for any input operand")
    twice = next((letter for letter in out if out.count(letter) > 1), None)
    if twice is not None:
        raise RuntimeError(f"einsum(): output subscript {twice} appears more than once in the output")
    taken = [diagonal(t, term) for t, term in zip(operands, terms)]
    return [t for t, _ in taken], tuple(term for _, term in taken), out


def check_count(written: int, given: int) -> None:
    if written != given:
        word = "fewer" if given < written else "more"
        raise RuntimeError(f"einsum(): {word} operands were provided than specified in the equation")


def spelled(i: int, term: str, rank: int, spare: str) -> str:
    """The letters of one operand, with its ellipsis replaced by the last of the spare letters."""
    named = len(term.replace("...", ""))
    if "..." in term:
        hidden = rank - named
        if hidden < 0:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions ({rank}) for operand {i}"
            )
        return term.replace("...", spare[len(spare) - hidden :] if hidden else "")
    if named != rank:
        raise RuntimeError(
            f"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions ({rank}) for "
            f"operand {i} and no ellipsis was given"
        )
    return term


def check_lengths(terms: Sequence[str], operands: Sequence[Tensor]) -> None:
    """RuntimeError for a letter with two lengths, neither of them 1."""
    seen: dict[str, int] = {}
    for i, (term, t) in enumerate(zip(terms, operands)):
        for letter, n in zip(term, t.shape):
            if seen.get(letter, 1) != 1 and n not in (1, seen[letter]):
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {n} for operand {i} which does not broadcast with previously seen size {seen[letter]}"
                )
            seen[letter] = max(n, seen.get(letter, 1)) if n != 0 else 0


def implied(letters: str, spare: str) -> str:
    """The result's letters when no arrow names them: the ellipsis, then what occurs once, in alphabetical order."""
    return spare + "".join(sorted(letter for letter in set(letters) - set(spare) if letters.count(letter) == 1))


def diagonal(t: Tensor, term: str) -> tuple[Tensor, str]:
    """The diagonal over axes of the same letter, which becomes the last axis."""
    for letter in term:
        while term.count(letter) > 1:
            first = term.index(letter)
            second = term.index(letter, first + 1)
            t = t.diagonal(0, first, second)
            term = "".join(c for k, c in enumerate(term) if k not in (first, second)) + letter
    return t, term


def from_lists(given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """(equation, operands) of operands each followed by a list of the numbers of its axes, and last, perhaps, the list of the result."""
    count = len(given) // 2
    terms = [lettered(numbers) for numbers in given[1 : 2 * count : 2]]
    return ",".join(terms) + (f"->{lettered(given[-1])}" if len(given) % 2 else ""), given[: 2 * count : 2]


def lettered(numbers: Sequence[Any]) -> str:
    """Axes given by numbers, as letters. Raises ValueError beyond 51."""
    if any(n is not ... and not 0 <= n < 52 for n in numbers):
        raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")
    return "".join("..." if n is ... else chr(n + (65 if n < 26 else 71)) for n in numbers)


@public("torch")
def einsum(equation: Any, *operands: Any) -> Any:
    """Sums of products by Einstein's notation: "ij,jk->ik", with "..." for further axes. Raises RuntimeError for what does not fit.

    Or an operand and the list of the numbers of its axes in turn: einsum(a, [0, 1], b, [1, 2], [0, 2]).
    """
    if isinstance(equation, Tensor):
        equation, operands = from_lists((equation, *operands))
    given = list(operands[0]) if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else list(operands)
    tensors, terms, out = parsed(equation, given)
    if len(terms) > 1 and set(terms[0]) & set(terms[1]) - set(out):
        same_type(tensors[0], tensors[1], STACKS)
    return chosen(terms, out)(*tensors, terms=terms, out=out)


@answers(np.einsum)
def np_einsum(equation: str, *operands: Any, **_named: Any) -> Any:
    """np.einsum with an equation."""
    return einsum(equation, *map(as_operand, operands))


# ---------------------------------------------------------------- special cases
def contracted_axes(a: Tensor, b: Tensor, dims: Any) -> tuple[list[int], list[int]]:
    """The axes of both operands to sum over, counted from the front. Raises RuntimeError when they do not match; 1 matches anything."""
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        first, second = list(range(-dims, 0)), list(range(dims))
    else:
        first, second = ([d] if isinstance(d, int) else list(d) for d in dims)
    if len(first) != len(second):
        raise RuntimeError("both dimension lists should have same length")
    for i, j in zip(first, second):
        if a.shape[i] != b.shape[j] and 1 not in (a.shape[i], b.shape[j]):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.shape[i]} in dim {i} and second has size {b.shape[j]} in dim {j}"
            )
    return [i % a.ndim for i in first], [j % b.ndim for j in second]


def contracted(a: Tensor, b: Tensor, first: Sequence[int], second: Sequence[int]) -> Any:
    """The products over pairs of axes, as one contraction. Raises RuntimeError for two types."""
    if a._data.dtype != b._data.dtype:
        raise RuntimeError("both inputs should have same dtype")
    s = LETTERS[: a.ndim]
    t = "".join(s[first[list(second).index(j)]] if j in second else LETTERS[a.ndim + j] for j in range(b.ndim))
    out = "".join(c for i, c in enumerate(s) if i not in first) + "".join(c for j, c in enumerate(t) if j not in second)
    return einsum_op(a, b, terms=(s, t), out=out)


@public("torch")
def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Tensor | None = None) -> Any:
    """a and b multiplied and summed over the last `dims` axes of a and the first of b, or over two lists of axes."""
    from gradcli.autograd.creation import into

    first, second = contracted_axes(a, b, dims)
    for i, j in zip(first, second):
        if a.shape[i] != b.shape[j]:
            a, b = (a, b.sum(j, keepdim=True)) if a.shape[i] == 1 else (a.sum(i, keepdim=True), b)
    return into(out, contracted(a, b, first, second))


@answers(np.tensordot)
def np_tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """np.tensordot."""
    return tensordot(as_operand(a), as_operand(b), axes)


@public("torch Tensor")
def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Any:
    """The products of rows: summed over the last axis of both; of numbers, the plain product."""
    from gradcli.autograd.creation import into

    if not input.ndim or not other.ndim:
        return into(out, input * other)
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes {list(input.shape)} and {list(other.shape)}"
        )
    return into(out, contracted(input, other, [input.ndim - 1], [other.ndim - 1]))


@public("torch functional")
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Any:
    """y[..., o] = input1[..., i] weight[o, i, j] input2[..., j] + bias[o]."""
    for number, t in enumerate((input1, input2), 1):
        if t.shape[-1] != weight.shape[number]:
            raise RuntimeError(
                f"bilinear(): input{number} size does not match weight size: got {t.shape[-1]} but expected {weight.shape[number]}"
            )
    if input1.ndim != input2.ndim:
        raise RuntimeError(f"bilinear(): input dimensions do not match: got {input1.ndim} and {input2.ndim}")
    for dim, (n, m) in enumerate(zip(input1.shape[:-1], input2.shape[:-1])):
        if n != m:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {dim}: got {n} and {m}")
    lead = LETTERS[: input1.ndim - 1]
    y = einsum_op(input1, weight, input2, terms=(lead + "i", "oij", lead + "j"), out=lead + "o")
    return y if bias is None else y + bias
