import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Block(nn.Module):
    def __init__(self, d=8):
        super().__init__()
        self.attn = nn.MultiheadAttention(d, 2, batch_first=True)
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.ff = nn.Sequential(nn.Linear(d, 16), nn.ReLU(), nn.Linear(16, d))
    def forward(self, x):
        a, _ = self.attn(x, x, x)
        x = self.n1(x + a)
        return self.n2(x + self.ff(x))
class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb, self.pos = nn.Embedding(11, 8), nn.Parameter(torch.zeros(6, 8))
        self.blocks = nn.ModuleList(Block() for _ in range(2))
        self.head = nn.Linear(8, 11, bias=False)
        self.head.weight = self.emb.weight
    def forward(self, t):
        x = self.emb(t) + self.pos[: t.shape[1]]
        for b in self.blocks:
            x = b(x)
        return self.head(x)
model = LM()
opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
warm = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min(1.0, (s + 1) / 5))
for step in range(4):
    t = torch.randint(0, 11, (4, 6))
    logits = model(t[:, :-1])
    loss = F.cross_entropy(logits.reshape(-1, 11), t[:, 1:].reshape(-1))
    opt.zero_grad(set_to_none=True)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
    warm.step()
    print(f"{step} {loss:.3f} {norm:.3f} {warm.get_last_lr()[0]:.4f}")
