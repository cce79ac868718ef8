# maximum likelihood for a mixture of three Gaussians in one dimension
import math

import torch

torch.manual_seed(4)
data = torch.cat([torch.randn(15) * 0.5 - 2, torch.randn(15) * 0.3 + 1, torch.randn(10) + 3])

logits = torch.zeros(3, requires_grad=True)
means = torch.tensor([-1.0, 0.5, 2.0], requires_grad=True)
log_sigmas = torch.zeros(3, requires_grad=True)
params = [logits, means, log_sigmas]


def negative_log_likelihood(x):
    z = (x[:, None] - means) / log_sigmas.exp()
    log_density = -0.5 * z**2 - log_sigmas - 0.5 * math.log(2 * math.pi)
    return -torch.logsumexp(torch.log_softmax(logits, dim=0) + log_density, dim=1).mean()


for _ in range(40):
    nll = negative_log_likelihood(data)
    grads = torch.autograd.grad(nll, params)
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= 0.2 * g

print(nll.item(), means.detach().numpy().round(2), torch.softmax(logits, 0).tolist())
