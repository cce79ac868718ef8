"""Optimizers and learning rate schedules; mirrors torch.optim. Every name is loaded on first use."""

from gradcli.optim import lr_scheduler as lr_scheduler
from gradcli.optim import optimizer as optimizer
from gradcli.optim import swa_utils as swa_utils
from gradcli.optim.adadelta import Adadelta as Adadelta
from gradcli.optim.adafactor import Adafactor as Adafactor
from gradcli.optim.adagrad import Adagrad as Adagrad
from gradcli.optim.adam import Adam as Adam
from gradcli.optim.adamax import Adamax as Adamax
from gradcli.optim.adamw import AdamW as AdamW
from gradcli.optim.asgd import ASGD as ASGD
from gradcli.optim.lbfgs import LBFGS as LBFGS
from gradcli.optim.muon import Muon as Muon
from gradcli.optim.nadam import NAdam as NAdam
from gradcli.optim.optimizer import Optimizer as Optimizer
from gradcli.optim.radam import RAdam as RAdam
from gradcli.optim.rmsprop import RMSprop as RMSprop
from gradcli.optim.rprop import Rprop as Rprop
from gradcli.optim.sgd import SGD as SGD
