import torch
from torch import nn
torch.manual_seed(0)
teacher = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)).eval()
student = nn.Linear(4, 3)
opt = torch.optim.SGD(student.parameters(), lr=0.1)
for _ in range(4):
    x = torch.randn(10, 4)
    with torch.inference_mode():
        goal = teacher(x).softmax(dim=1)
    loss = nn.functional.kl_div(student(x).log_softmax(dim=1), goal.clone(), reduction="batchmean")
    opt.zero_grad()
    loss.backward()
    opt.step()
