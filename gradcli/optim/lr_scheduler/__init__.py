"""Learning rate schedules; mirrors torch.optim.lr_scheduler."""

from gradcli.optim.lr_scheduler.compose import ChainedScheduler as ChainedScheduler
from gradcli.optim.lr_scheduler.compose import SequentialLR as SequentialLR
from gradcli.optim.lr_scheduler.cosine import CosineAnnealingLR as CosineAnnealingLR
from gradcli.optim.lr_scheduler.cosine import CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts
from gradcli.optim.lr_scheduler.cycle import CyclicLR as CyclicLR
from gradcli.optim.lr_scheduler.cycle import OneCycleLR as OneCycleLR
from gradcli.optim.lr_scheduler.decay import ConstantLR as ConstantLR
from gradcli.optim.lr_scheduler.decay import ExponentialLR as ExponentialLR
from gradcli.optim.lr_scheduler.decay import LambdaLR as LambdaLR
from gradcli.optim.lr_scheduler.decay import LinearLR as LinearLR
from gradcli.optim.lr_scheduler.decay import MultiplicativeLR as MultiplicativeLR
from gradcli.optim.lr_scheduler.decay import MultiStepLR as MultiStepLR
from gradcli.optim.lr_scheduler.decay import PolynomialLR as PolynomialLR
from gradcli.optim.lr_scheduler.decay import StepLR as StepLR
from gradcli.optim.lr_scheduler.plateau import ReduceLROnPlateau as ReduceLROnPlateau
from gradcli.optim.lr_scheduler.scheduler import EPOCH_DEPRECATION_WARNING as EPOCH_DEPRECATION_WARNING
from gradcli.optim.lr_scheduler.scheduler import LRScheduler as LRScheduler
from gradcli.optim.lr_scheduler.scheduler import _LRScheduler as _LRScheduler

for _each in [value for value in list(globals().values()) if isinstance(value, type)]:
    _each.__module__ = __name__  # as reprs and pickles name them
