"""Types that functions do not take are refused with torch's error and words."""

from typing import Any

import pytest

import gradcli as torch

F = torch.nn.functional
WHOLE, BOOL, COMPLEX = torch.tensor([1, 2]), torch.tensor([True]), torch.tensor([1 + 1j])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: torch.abs(BOOL), NotImplementedError, "\"abs_cpu\" not implemented for 'Bool'"),
        (lambda: WHOLE.frac(), NotImplementedError, "\"frac_cpu\" not implemented for 'Long'"),
        (lambda: COMPLEX.floor(), NotImplementedError, "floor is not supported for complex inputs"),
        (lambda: COMPLEX.max(), NotImplementedError, "\"max_all\" not implemented for 'ComplexFloat'"),
        (lambda: BOOL.argmax(), RuntimeError, r"argmax\(\): does not support bool input"),
        (lambda: BOOL.topk(1), RuntimeError, "topk does not support bool dtypes on CPU"),
        (lambda: COMPLEX.clamp(0), NotImplementedError, "clamp is not supported for complex types"),
        (lambda: WHOLE.hypot(WHOLE), NotImplementedError, "\"hypot_cpu\" not implemented for 'Long'"),
        (lambda: torch.maximum(COMPLEX, COMPLEX), RuntimeError, "maximum not implemented for complex tensors"),
        (lambda: COMPLEX.lgamma(), NotImplementedError, "\"lgamma_vml_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: torch.frexp(WHOLE), RuntimeError, "only supports floating-point dtypes"),
    ],
)
def test_refused_type(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: torch.hstack([]), RuntimeError, "hstack expects a non-empty TensorList"),
        (lambda: torch.zeros(), TypeError, 'zeros.. missing 1 required positional arguments: "size"'),
        (lambda: torch.ones(2, dtype="float"), TypeError, "argument 'dtype' must be torch.dtype, not str"),
        (lambda: torch.randint(0, 5), TypeError, r"argument 'size' \(position 2\) must be tuple of ints, not int"),
        (lambda: torch.multinomial(torch.ones(2), 0), RuntimeError, "cannot sample n_sample <= 0 samples"),
        (lambda: torch.ones(2).index_add(0, torch.tensor([0]), torch.ones(2)), RuntimeError, r"Number of indices \(1\) should be equal"),
        (lambda: torch.cartesian_prod(torch.ones(2, 2)), RuntimeError, r"Expect a 1D vector, but got shape \[2, 2\]"),
        (lambda: torch.block_diag(torch.ones(2, 2, 2)), RuntimeError, "must have 2 or fewer dimensions. Input 0 has 3 dimensions"),
        (lambda: torch.rot90(torch.ones(2)), RuntimeError, "expected total dims >= 2, but got total dims = 1"),
        (lambda: torch.trapezoid(torch.ones(2), torch.ones(3)), RuntimeError, "There must be one `x` value for each sample point"),
        (lambda: torch.ones(2).diff(dim=5), IndexError, "Dimension out of range"),
        (lambda: torch.ones(2)[::0], ValueError, "slice step cannot be zero"),
        (lambda: torch.heaviside(torch.ones(2), torch.tensor([1, 2])), RuntimeError, "not yet implemented for tensors with different"),
        (lambda: torch.linalg.lstsq(torch.ones(2, 2), torch.ones(3)), RuntimeError, "should match other.size.-1."),
        (lambda: torch.linalg.vander(torch.tensor(1.0)), RuntimeError, "N must be greater than 1"),
        (lambda: torch.linalg.cholesky(torch.full((2, 2), torch.nan)), RuntimeError, "linalg.cholesky: The factorization could not be"),
        (lambda: setattr(torch.ones(1), "requires_grad", "a"), RuntimeError, "requires_grad must be a bool"),
        (lambda: setattr(torch.ones(1), "data", 3), TypeError, "Variable data has to be a tensor, but got int"),
        (lambda: torch.set_grad_enabled("a"), TypeError, r"argument 'enabled' \(position 1\) must be bool, not str"),
        (lambda: torch.nn.Linear(-1, 2), RuntimeError, r"Trying to create tensor with negative dimension -1: \[2, -1\]"),
    ],
)
def test_refused_value(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: F.multilabel_margin_loss(torch.ones(2, 3), torch.ones(2, 3)), "expected scalar type Long but found Float"),
        (lambda: F.multi_margin_loss(torch.ones(2, 3), torch.ones(2)), "expected scalar type Long but found Float"),
        (lambda: F.cosine_embedding_loss(torch.ones(2, 3), torch.ones(2, 3), torch.ones(2, 1)), "0D or 1D target tensor expected"),
        (lambda: F.triplet_margin_loss(torch.ones(2, 3), torch.ones(3), torch.ones(2, 3)), "anchor 2D, positive 1D, and negative 2D"),
        (lambda: F.rrelu(torch.ones(2), 1, 0), "Lower bound should be less than or equal to the upper bound"),
        (lambda: F.dropout2d(torch.ones(2)), "Feature dropout requires at least 2 dimensions in the input"),
    ],
)
def test_refused_layer(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()


def test_whole_numbers_beside_real_ones_are_promoted() -> None:
    assert torch.hypot(torch.tensor([3]), torch.tensor([4.0])).tolist() == [5.0]


def test_guarded_functions_keep_their_names_and_results() -> None:
    assert torch.abs.__name__ == "abs"
    assert torch.tensor([-1]).abs().tolist() == [1]


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: torch.zeros(3).fill_(1j), "float"),
        (lambda: torch.zeros(3).__setitem__(0, 1j), "float"),
        (lambda: torch.zeros(3).masked_fill(torch.tensor(True), 1j), "float"),
        (lambda: torch.full_like(torch.zeros(3), 1j), "float"),
        (lambda: torch.zeros(3, dtype=torch.int8).fill_(300), "int8_t"),
        (lambda: torch.full((2,), 300, dtype=torch.uint8), "uint8_t"),
        (lambda: torch.zeros(3, dtype=torch.int64).fill_(torch.nan), "int64_t"),
        (lambda: torch.tensor([300], dtype=torch.int8), "int8_t"),
    ],
)
def test_refused_number(call: Any, kind: str) -> None:
    with pytest.raises(RuntimeError, match=f"value cannot be converted to type {kind} without overflow"):
        call()


def test_negative_numbers_wrap_around_in_unsigned_types() -> None:
    assert torch.tensor([-1], dtype=torch.uint8).tolist() == torch.zeros(1, dtype=torch.uint8).fill_(-1).tolist() == [255]


DIFFERENCE = "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or"
FLOAT, DOUBLE = torch.ones(2), torch.ones(2).double()
SQUARE, WIDE, PLACES = torch.ones(2, 2), torch.ones(2, 2).double(), torch.tensor([0, 1])


@pytest.mark.parametrize(
    "call",
    [lambda: 1 - BOOL, lambda: BOOL - 1, lambda: FLOAT - BOOL, lambda: torch.rsub(BOOL, 1), lambda: FLOAT.clone().sub_(BOOL), lambda: torch.sub(WHOLE, BOOL)],
    ids=["reflected", "number", "tensor", "rsub", "in place", "of whole numbers"],
)  # fmt: skip
def test_no_difference_with_booleans(call: Any) -> None:
    with pytest.raises(RuntimeError, match=DIFFERENCE):
        call()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: COMPLEX // 1, NotImplementedError, "\"div_floor_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: COMPLEX % 2, NotImplementedError, "\"remainder_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: torch.fmod(COMPLEX, COMPLEX), NotImplementedError, "\"fmod_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: torch.atan2(COMPLEX, COMPLEX), NotImplementedError, "\"atan2_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: COMPLEX.hypot(COMPLEX), NotImplementedError, "\"hypot_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: COMPLEX.relu(), NotImplementedError, "clamp is not supported for complex types"),
        (lambda: F.softmax(COMPLEX, 0), NotImplementedError, "\"softmax_lastdim_kernel_impl\" not implemented for 'ComplexFloat'"),
        (lambda: F.gelu(COMPLEX), NotImplementedError, "\"GeluKernelImpl\" not implemented for 'ComplexFloat'"),
        (lambda: COMPLEX.cummax(0), NotImplementedError, "\"cummax_cpu\" not implemented for 'ComplexFloat'"),
        (lambda: DOUBLE & 1, NotImplementedError, "\"bitwise_and_cpu\" not implemented for 'Double'"),
        (lambda: FLOAT << 1, NotImplementedError, "\"lshift_cpu\" not implemented for 'Float'"),
    ],
)
def test_what_has_no_kernel_for_a_type_names_the_kernel(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.einsum("ij,jk->ik", SQUARE, WIDE), "expected scalar type Float but found Double"),
        (lambda: torch.einsum("i,i->", FLOAT, WHOLE), "expected scalar type Float but found Long"),
        (lambda: torch.linalg.cross(torch.ones(3), torch.ones(3).double()), "expected scalar type Float but found Double"),
        (lambda: torch.cdist(SQUARE, WIDE), "expected scalar type Float but found Double"),
        (lambda: F.binary_cross_entropy(FLOAT, DOUBLE), "Found dtype Double but expected Float"),
        (lambda: F.binary_cross_entropy(FLOAT, WHOLE), "Found dtype Long but expected Float"),
        (lambda: F.binary_cross_entropy_with_logits(FLOAT, WHOLE), "result type Float can't be cast to the desired output type Long"),
        (lambda: F.layer_norm(WIDE, (2,), FLOAT), r"mixed dtype \(CPU\): all inputs must share same datatype"),
        (lambda: F.batch_norm(WIDE, FLOAT, FLOAT), r"mixed dtype \(CPU\): all inputs must share same datatype"),
        (lambda: torch.nn.BatchNorm1d(2)(WIDE), r"mixed dtype \(CPU\): all inputs must share same datatype"),
        (lambda: F.group_norm(WIDE, 1, FLOAT), r"mixed dtype \(CPU\): all inputs must share same datatype"),
        (lambda: FLOAT.clone().put_(PLACES, DOUBLE), r"put_\(\): self and source expected to have the same dtype, but got self.dtype = Float and"),
        (lambda: FLOAT.index_add(0, PLACES, DOUBLE), r"self and source expected to have the same dtype, but got \(self\) Float and \(source\) Double"),
    ],
)  # fmt: skip
def test_two_types_that_do_not_go_together(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()


def test_types_that_are_promoted_where_torch_promotes_them():
    assert torch.einsum("i,j->ij", FLOAT, DOUBLE).dtype is torch.float64
    assert F.rms_norm(WIDE, (2,), FLOAT).dtype is torch.float64
    assert FLOAT.masked_fill(FLOAT > 0, torch.tensor(2.0, dtype=torch.float64)).dtype is torch.float32


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.isclose(torch.ones(1), torch.ones(1), rtol=-0.4), "rtol must be greater than or equal to zero, but got -0.4"),
        (lambda: torch.ones(3).narrow(0, torch.tensor([1]), 1), "start must be an 0-dim integral Tensor"),
        (lambda: torch.ones(3).roll(()), "`shifts` required"),
        (lambda: torch.rot90(torch.ones(2, 2), 1, (1, 1)), "expected rotation dims to be different, but got dim0 = 1 and dim1 = 1"),
        (lambda: torch.dstack(()), "dstack expects a non-empty TensorList"),
        (lambda: torch.complex(torch.ones(1), torch.ones(1), out=torch.ones(1, dtype=torch.complex128)), "scalar type ComplexFloat but got"),
        (lambda: torch.multinomial(torch.ones(1, 2, 3), 2), "prob_dist must be 1 or 2 dim"),
        (lambda: torch.multinomial(torch.tensor([1, 2]), 2), "multinomial only supports floating-point dtypes for input, got: Long"),
        (lambda: torch.multinomial(torch.tensor([-1.0, 2]), 2, True), r"\(encountering probability entry < 0\)"),
    ],
)
def test_what_makes_no_sense_is_refused_in_torchs_words(call, words):  # type: ignore[no-untyped-def]
    with pytest.raises(RuntimeError, match=words):
        call()


@pytest.mark.parametrize("name", ["max", "min", "argmax", "softmax", "log_softmax", "cummax", "median", "amax", "nansum", "mode"])
def test_functions_that_refuse_types_take_numpys_name_of_the_axis(name):
    x, fn = torch.tensor([[1.0, 2.0], [4.0, 3.0]]), getattr(torch, name)
    found, expected = fn(x, axis=0), fn(x, 0)
    assert all(torch.equal(a, b) for a, b in zip(found, expected))
