import copy
import io
import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR, CosineAnnealingLR, ReduceLROnPlateau, LambdaLR

torch.manual_seed(0)


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(28, 16), nn.ReLU(), nn.Linear(16, 3))
        self.decoder = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 28), nn.Sigmoid())

    def forward(self, x):
        encoded = self.encoder(x)
        decoded = self.decoder(encoded)
        return encoded, decoded


model = AutoEncoder()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005, weight_decay=1e-5)
scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
loss_func = nn.MSELoss()
x = torch.rand(20, 28)
best = float('inf')
best_state = None
for epoch in range(6):
    encoded, decoded = model(x)
    loss = loss_func(decoded, x)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    optimizer.step()
    scheduler.step()
    if loss.item() < best:
        best = loss.item()
        best_state = copy.deepcopy(model.state_dict())
    print('Epoch: {:>2} | train loss: {:.4f} | lr: {}'.format(epoch, loss.data.numpy(), scheduler.get_last_lr()[0]))
buffer = io.BytesIO()
torch.save(best_state, buffer)
buffer.seek(0)
other = AutoEncoder()
other.load_state_dict(torch.load(buffer))
print(all(torch.equal(a, b) for a, b in zip(other.state_dict().values(), best_state.values())))
print(list(model.state_dict().keys()))
for param_tensor in model.state_dict():
    print(param_tensor, "\t", model.state_dict()[param_tensor].size())
print(optimizer.state_dict()['param_groups'])
sched = CosineAnnealingLR(torch.optim.SGD(model.parameters(), lr=0.1), T_max=10)
plateau = ReduceLROnPlateau(optimizer, 'min', patience=1)
for _ in range(4):
    plateau.step(1.0)
print([g['lr'] for g in optimizer.param_groups])
final = loss_func(model(x)[1], x)
print("final %.5f" % final)
