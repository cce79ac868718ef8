"""One table of inputs for all functions of a file."""

import torch
from gradcli import normal, positive

inputs = {"x": normal(5), "mean": normal(), "sigma": positive()}


def log_likelihood(x, mean, sigma):
    return (-0.5 * ((x - mean) / sigma) ** 2 - torch.log(sigma)).sum()


def standardized(x, mean, sigma):
    return (x - mean) / sigma
