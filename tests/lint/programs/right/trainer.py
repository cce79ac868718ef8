import copy
import torch
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.fc1 = nn.Linear(n_in, n_hidden)
        self.bn = nn.BatchNorm1d(n_hidden)
        self.drop = nn.Dropout(0.1)
        self.fc2 = nn.Linear(n_hidden, n_out)
    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.bn(self.fc1(x)))))

class Trainer:
    def __init__(self, model, lr=1e-2):
        self.model = model
        self.ema = copy.deepcopy(model)
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=1e-4)
        self.scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, 2, 0.5)
        self.best, self.best_state = float("inf"), None
        self.running = 0.0
    def update_ema(self, decay=0.9):
        for slow, fast in zip(self.ema.parameters(), self.model.parameters()):
            slow.data.mul_(decay).add_(fast.data, alpha=1 - decay)
    def train_epoch(self, batches):
        self.model.train()
        self.running = 0.0
        for x, y in batches:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.model(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.update_ema()
            self.running += loss.item() * len(x)
        self.scheduler.step()
    def evaluate(self, batches):
        self.model.eval()
        right = total = 0
        with torch.no_grad():
            for x, y in batches:
                right += (self.model(x).argmax(dim=1) == y).sum().item()
                total += len(y)
        return right / total

def main():
    torch.manual_seed(0)
    data = [(torch.randn(16, 4), torch.randint(0, 3, (16,))) for _ in range(4)]
    trainer = Trainer(Net(4, 8, 3))
    for epoch in range(3):
        trainer.train_epoch(data)
        score = trainer.evaluate(data)
        if 1 - score < trainer.best:
            trainer.best = 1 - score
            trainer.best_state = {k: v.clone() for k, v in trainer.model.state_dict().items()}
        print(f"epoch {epoch} loss {trainer.running / 64:.4f} acc {score:.2f}")

if __name__ == "__main__":
    main()
