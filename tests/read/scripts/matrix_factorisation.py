# ratings = users @ items.T, fitted to the ratings that are known
import torch

torch.manual_seed(0)
n_users, n_items, rank = 6, 5, 2
ratings = torch.randint(1, 6, (n_users, n_items)).float()
known = torch.rand(n_users, n_items) < 0.6

users = (0.5 * torch.randn(n_users, rank)).requires_grad_()
items = (0.5 * torch.randn(n_items, rank)).requires_grad_()

for step in range(50):
    predicted = users @ items.t()
    error = torch.where(known, predicted - ratings, torch.zeros_like(ratings))
    loss = error.pow(2).sum() / known.sum() + 1e-2 * (users.norm() ** 2 + items.norm() ** 2)
    loss.backward()
    for p in [users, items]:
        p.data.sub_(0.05 * p.grad)
        p.grad.zero_()
    if step % 10 == 0:
        print(step, loss.item())
