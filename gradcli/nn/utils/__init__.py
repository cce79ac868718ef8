"""What is done to whole sets of parameters, to weights and to sequences; mirrors torch.nn.utils."""

from __future__ import annotations

import inspect
from typing import Any

from gradcli.nn.module import Module
from gradcli.nn.utils import parametrizations as parametrizations
from gradcli.nn.utils import parametrize as parametrize
from gradcli.nn.utils import prune as prune
from gradcli.nn.utils import rnn as rnn
from gradcli.nn.utils import stateless as stateless
from gradcli.nn.utils.clip_grad import clip_grad_norm as clip_grad_norm
from gradcli.nn.utils.clip_grad import clip_grad_norm_ as clip_grad_norm_
from gradcli.nn.utils.clip_grad import clip_grad_value_ as clip_grad_value_
from gradcli.nn.utils.clip_grad import clip_grads_with_norm_ as clip_grads_with_norm_
from gradcli.nn.utils.clip_grad import get_total_norm as get_total_norm
from gradcli.nn.utils.convert_parameters import parameters_to_vector as parameters_to_vector
from gradcli.nn.utils.convert_parameters import vector_to_parameters as vector_to_parameters
from gradcli.nn.utils.fusion import fuse_conv_bn_eval as fuse_conv_bn_eval
from gradcli.nn.utils.fusion import fuse_conv_bn_weights as fuse_conv_bn_weights
from gradcli.nn.utils.fusion import fuse_linear_bn_eval as fuse_linear_bn_eval
from gradcli.nn.utils.fusion import fuse_linear_bn_weights as fuse_linear_bn_weights
from gradcli.nn.utils.spectral_norm import remove_spectral_norm as remove_spectral_norm
from gradcli.nn.utils.spectral_norm import spectral_norm as spectral_norm
from gradcli.nn.utils.weight_norm import remove_weight_norm as remove_weight_norm
from gradcli.nn.utils.weight_norm import weight_norm as weight_norm


def skip_init(module_cls: Any, *args: Any, **kwargs: Any) -> Any:
    """A new module; here its values are drawn all the same, which costs little. Raises RuntimeError for classes torch cannot do it with."""
    if not issubclass(module_cls, Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    return module_cls(*args, **{name: value for name, value in kwargs.items() if name != "device"})
