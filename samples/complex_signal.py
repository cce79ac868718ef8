"""Complex numbers: a gradient is checked along the real and the imaginary axis."""

import torch
from gradcli import case, gaussian, normal


@case(z=gaussian(4))
def phase_and_size(z):
    return torch.angle(z), torch.log(z.abs())


@case(signal=normal(8), gain=gaussian(5))
def filtered_power(signal, gain):
    """A real signal through a filter in frequency space; the power of what comes out."""
    return (torch.fft.rfft(signal) * gain).abs().square().sum()
