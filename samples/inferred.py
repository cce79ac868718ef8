"""A module without an example: its first layer takes 3 features, so gradcli feeds it 4 samples of 3, and says so."""

from torch import nn

classifier = nn.Sequential(nn.Linear(3, 5), nn.GELU(), nn.LayerNorm(5), nn.Linear(5, 2))
