import pytest

import gradcli as torch
from gradcli.nn.utils import rnn


def test_packing_puts_all_first_steps_first():
    packed = rnn.pack_sequence([torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0])])
    assert packed.data.tolist() == [1.0, 4.0, 2.0, 3.0]
    assert packed.batch_sizes.tolist() == [2, 1, 1]
    assert packed.sorted_indices is None


def test_packing_and_padding_are_inverse_in_any_order():
    x = torch.arange(8.0).reshape(4, 2)
    packed = rnn.pack_padded_sequence(x, torch.tensor([2, 4]), enforce_sorted=False)
    assert packed.sorted_indices.tolist() == [1, 0]
    back, lengths = rnn.pad_packed_sequence(packed, padding_value=-1.0, total_length=5)
    assert lengths.tolist() == [2, 4]
    assert back[:, 0].tolist() == [0.0, 2.0, -1.0, -1.0, -1.0]
    assert back[:4, 1].tolist() == x[:, 1].tolist()


def test_gradients_pass_through_packing():
    x = torch.ones(3, 2, requires_grad=True)
    rnn.pack_padded_sequence(x, [3, 1]).data.sum().backward()
    assert x.grad.tolist() == [[1.0, 1.0], [1.0, 0.0], [1.0, 0.0]]


def test_padding_on_either_side():
    rows = [torch.tensor([1.0, 2.0]), torch.tensor([3.0])]
    assert rnn.pad_sequence(rows, batch_first=True, padding_value=-1.0).tolist() == [[1.0, 2.0], [3.0, -1.0]]
    assert rnn.pad_sequence(rows, padding_side="left").tolist() == [[1.0, 0.0], [2.0, 3.0]]
    assert [t.tolist() for t in rnn.unpack_sequence(rnn.pack_sequence(rows))] == [[1.0, 2.0], [3.0]]


@pytest.mark.parametrize(
    ("lengths", "message"),
    [([1, 3], "must be sorted in decreasing order"), ([3, 0], "greater than 0"), ([3, 1, 1], "but got 3")],
)
def test_lengths_that_do_not_fit_are_refused(lengths, message):
    with pytest.raises(RuntimeError, match=message):
        rnn.pack_padded_sequence(torch.ones(3, 2), lengths)


def test_a_total_length_below_the_longest_is_refused():
    packed = rnn.pack_sequence([torch.ones(3)])
    with pytest.raises(ValueError, match="total_length=2 and max sequence length being 3"):
        rnn.pad_packed_sequence(packed, total_length=2)


def test_a_packed_sequence_changes_its_type():
    packed = rnn.pack_sequence([torch.ones(2, 1)])
    names = ("double", "float", "half", "long", "int", "short", "char", "byte")
    kinds = [str(getattr(packed, name)().data.dtype) for name in names]
    assert kinds == [f"torch.{kind}" for kind in ("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8")]
    assert packed.to("cpu") is packed.float() is packed.pin_memory() is packed
    assert not packed.is_pinned()


def test_nothing_cannot_be_packed():
    with pytest.raises(RuntimeError, match=r"Cannot pack empty tensors\."):
        rnn.pack_padded_sequence(torch.ones(0, 2, 1), [2, 1])
