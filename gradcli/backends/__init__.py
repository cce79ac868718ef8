"""torch.backends: switches and questions about the hardware; there is a CPU, and what is set is kept and changes nothing."""

from __future__ import annotations

from gradcli.backends import cuda as cuda
from gradcli.backends import cudnn as cudnn
from gradcli.backends import mkl as mkl
from gradcli.backends import mps as mps
