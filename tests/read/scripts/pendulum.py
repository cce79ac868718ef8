# which length and damping make a pendulum end where it was seen to end? gradients through the time steps
import torch

g, dt, steps = 9.81, 0.02, 60
length = torch.tensor(1.2, requires_grad=True)
damping = torch.tensor(0.3, requires_grad=True)
start = torch.tensor([0.8, 0.0])  # angle, angular velocity

angle, velocity = start
path = []
for _ in range(steps):
    acceleration = -g / length * torch.sin(angle) - damping * velocity
    velocity = velocity + dt * acceleration
    angle = angle + dt * velocity
    path.append(angle)

trajectory = torch.stack(path)
energy = 0.5 * (length * velocity) ** 2 + g * length * (1 - torch.cos(angle))
miss = (trajectory[-1] - 0.25).square() + 0.1 * trajectory.diff().abs().mean()
