# tune frequency and decay of a tone until its spectrum looks like the measured one
import math

import torch

n = 32
t = torch.arange(n) / n
measured = torch.exp(-2.0 * t) * torch.sin(2 * math.pi * 5.2 * t)
target = torch.fft.rfft(measured).abs()

frequency = torch.tensor(4.8, requires_grad=True)
decay = torch.tensor(1.5, requires_grad=True)
window = torch.hann_window(n) if hasattr(torch, "hann_window") else 0.5 - 0.5 * torch.cos(2 * math.pi * t)

for _ in range(10):
    tone = torch.exp(-decay * t) * torch.sin(2 * math.pi * frequency * t)
    spectrum = torch.fft.rfft(tone * window)
    loss = torch.log1p((spectrum.abs() - target).pow(2)).sum()
    loss.backward()
    with torch.no_grad():
        frequency -= 0.002 * frequency.grad
        decay -= 0.002 * decay.grad
    frequency.grad = decay.grad = None

print(frequency, decay, spectrum.dtype)
