"""Optimizers and learning rate schedules; mirrors torch.optim."""

from gradcli.optim.adam import Adam as Adam
from gradcli.optim.adamw import AdamW as AdamW
from gradcli.optim.optimizer import Optimizer as Optimizer
from gradcli.optim.rmsprop import RMSprop as RMSprop
from gradcli.optim.sgd import SGD as SGD
