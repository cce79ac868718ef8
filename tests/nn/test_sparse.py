import pytest

import gradcli as torch
from gradcli import nn

TABLE = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def test_embedding_looks_rows_up_and_counts_them_in_the_gradient():
    table = nn.Embedding.from_pretrained(TABLE.clone(), freeze=False)
    table(torch.tensor([0, 2, 0])).sum().backward()
    assert table.weight.grad.tolist() == [[2.0, 2.0], [0.0, 0.0], [1.0, 1.0]]


def test_the_padding_row_is_zero_and_gets_no_gradient():
    table = nn.Embedding(3, 2, padding_idx=-1)
    assert table.padding_idx == 2
    assert table.weight[2].tolist() == [0.0, 0.0]
    table(torch.tensor([2, 1])).sum().backward()
    assert table.weight.grad.tolist() == [[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    with pytest.raises(AssertionError, match="within num_embeddings"):
        nn.Embedding(3, 2, padding_idx=3)


def test_long_rows_are_shortened_when_looked_up():
    table = nn.Embedding.from_pretrained(torch.tensor([[3.0, 4.0], [0.1, 0.1]]), max_norm=1.0)
    assert not table.weight.requires_grad
    assert table(torch.tensor([0]))[0].tolist() == pytest.approx([0.6, 0.8], rel=1e-5)
    assert table.weight[0].tolist() == pytest.approx([0.6, 0.8], rel=1e-5)


@pytest.mark.parametrize(("mode", "expected"), [("sum", [6.0, 8.0]), ("mean", [3.0, 4.0]), ("max", [5.0, 6.0])])
def test_bags_are_reduced(mode, expected):
    bags = nn.EmbeddingBag.from_pretrained(TABLE.clone(), mode=mode)
    assert bags(torch.tensor([[0, 2]]))[0].tolist() == expected
    assert bags(torch.tensor([1, 0, 2]), torch.tensor([0, 1]))[1].tolist() == expected


def test_reprs_are_those_of_torch():
    assert repr(nn.Embedding(4, 3, padding_idx=0)) == "Embedding(4, 3, padding_idx=0)"
    assert repr(nn.EmbeddingBag(4, 3)) == "EmbeddingBag(4, 3, mode='mean')"
