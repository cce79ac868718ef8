"""A transformer encoder of 12 blocks, every head and position written out; the activation of one block has a wrong backward."""

import math

import torch
from torch import nn

TOKENS, WIDTH, HEADS, BLOCKS = 42, 32, 8, 12
WRONG = 7  # the block that was "optimised"


class SquaredRelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.relu(x) ** 2

    @staticmethod
    def backward(ctx, grad_out):
        (x,) = ctx.saved_tensors
        return grad_out * 2 * torch.relu(x)


class FastSquaredRelu(SquaredRelu):
    @staticmethod
    def backward(ctx, grad_out):
        (x,) = ctx.saved_tensors
        return grad_out * torch.relu(x)  # should be 2 * relu(x)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q_proj = nn.Linear(WIDTH, WIDTH)
        self.k_proj = nn.Linear(WIDTH, WIDTH, bias=False)  # a bias would cancel in the softmax
        self.v_proj = nn.Linear(WIDTH, WIDTH)
        self.o_proj = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        size = WIDTH // HEADS
        q, k, v = (proj(x).split(size, 1) for proj in (self.q_proj, self.k_proj, self.v_proj))
        heads = [self.head(q[h], k[h], v[h], size) for h in range(HEADS)]
        return self.o_proj(torch.cat(heads, 1))

    def head(self, q, k, v, size):
        rows = [torch.softmax(k @ q[i] / math.sqrt(size), 0) @ v for i in range(TOKENS)]
        return torch.stack(rows)


class MLP(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.up = nn.Linear(WIDTH, 2 * WIDTH)
        self.down = nn.Linear(2 * WIDTH, WIDTH)
        self.activation = activation

    def forward(self, x):
        return self.down(self.activation.apply(self.up(x)))


class Block(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.ln1 = nn.LayerNorm(WIDTH)
        self.attn = Attention()
        self.ln2 = nn.LayerNorm(WIDTH)
        self.mlp = MLP(activation)

    def forward(self, x):
        x = x + self.attn(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(50, WIDTH)
        self.blocks = nn.ModuleList(Block(FastSquaredRelu if i == WRONG else SquaredRelu) for i in range(BLOCKS))
        self.head = nn.Linear(WIDTH, 10)

    def forward(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean(0))


torch.manual_seed(0)
tokens = torch.randint(0, 50, (TOKENS,))
label = torch.tensor(3)

model = Encoder()
loss = nn.functional.cross_entropy(model(tokens), label)
