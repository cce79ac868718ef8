# a gated recurrent cell written out, on a short sequence
import torch
import torch.nn as nn


class GRUCell(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.w_in = nn.Parameter(torch.randn(3 * n_hidden, n_in) * 0.4)
        self.w_hidden = nn.Parameter(torch.randn(3 * n_hidden, n_hidden) * 0.4)
        self.bias = nn.Parameter(torch.zeros(3 * n_hidden))

    def forward(self, x, h):
        from_x = x @ self.w_in.T + self.bias
        from_h = h @ self.w_hidden.T
        x_reset, x_update, x_new = from_x.chunk(3, dim=-1)
        h_reset, h_update, h_new = from_h.chunk(3, dim=-1)
        reset = torch.sigmoid(x_reset + h_reset)
        update = torch.sigmoid(x_update + h_update)
        new = torch.tanh(x_new + reset * h_new)
        return (1 - update) * new + update * h


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(7, 3)
        self.cell = GRUCell(3, 4)
        self.readout = nn.Linear(4, 2)

    def forward(self, tokens):
        h = torch.zeros(tokens.shape[0], 4)
        scores = []
        for t in range(tokens.shape[1]):
            h = self.cell(self.embed(tokens[:, t]), h)
            scores.append(self.readout(h))
        return torch.stack(scores, dim=1)


torch.manual_seed(2)
tokens = torch.tensor([[0, 3, 6, 1], [5, 5, 2, 0]])
tags = torch.tensor([[0, 1, 1, 0], [1, 1, 0, 0]])
tagger = Tagger()
loss = nn.CrossEntropyLoss()(tagger(tokens).reshape(-1, 2), tags.reshape(-1))
loss.backward()
print(loss.item(), tagger.cell.w_hidden.grad.abs().max())
