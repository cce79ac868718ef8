"""Ready parametrizations: weight_norm, spectral_norm, orthogonal."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.draws import source
from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import Tensor, make
from gradcli.nn import engine as T
from gradcli.nn import functional as F
from gradcli.nn.conv import TransposedConvolution
from gradcli.nn.module import Module
from gradcli.nn.utils.norms import as_matrix, norm_except, power_method, random_unit, weight_from
from gradcli.nn.utils.parametrize import register_parametrization


class _WeightNorm(Module):
    """weight = g v / |v|; originals g (original0) and v (original1)."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Any, weight_v: Any) -> Any:
        return weight_from(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Any) -> Any:
        return norm_except(weight, self.dim), weight


def weight_norm(module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    """Split a weight into length and direction: Salimans and Kingma, 2016. Returns the module."""
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def old_names(state_dict: dict[str, Any], prefix: str, *_: Any) -> None:
        """State dicts of the older weight_norm."""
        old = [f"{prefix}{name}_{part}" for part in "gv"]
        if all(key in state_dict for key in old):
            for i, key in enumerate(old):
                state_dict[f"{prefix}parametrizations.{name}.original{i}"] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(old_names)
    return module


class _SpectralNorm(Module):
    """weight / its largest singular value, which power iteration follows while training."""

    _u: Any
    _v: Any

    def __init__(self, weight: Any, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        n = weight.ndim
        if not -n <= dim < n:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{n}, {n - 1}] but got {dim})")
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim, self.eps = dim % n, eps
        if n > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight.detach(), self.dim)
            for name, size in zip(("_u", "_v"), matrix.shape):
                self.register_buffer(name, random_unit(size, weight, eps))
            power_method(matrix, self._u, self._v, 15, eps)

    def forward(self, weight: Any) -> Any:
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            power_method(matrix.detach(), self._u, self._v, self.n_power_iterations, self.eps)
        return weight / T.dot(self._u.clone(), T.mv(matrix, self._v.clone()))

    def right_inverse(self, value: Any) -> Any:
        return value


def spectral_norm(module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None) -> Any:
    """Divide a weight by its largest singular value: Miyato et al., 2018. Returns the module."""
    weight = named_tensor(module, name)
    if dim is None:
        dim = 1 if isinstance(module, TransposedConvolution) else 0
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


def named_tensor(module: Any, name: str) -> Any:
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return weight


MAPS = ("matrix_exp", "cayley", "householder")


class _Orthogonal(Module):
    """A matrix with orthonormal columns (rows, if it is wide) from one without constraints."""

    base: Any

    def __init__(self, weight: Any, orthogonal_map: str, *, use_trivialization: bool = True) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map == "householder":
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Any) -> Any:
        wide = X.shape[-2] < X.shape[-1]
        X = X.mT if wide else X
        Q = self._reflected(X) if self.orthogonal_map == "householder" else self._from_skew(X)
        Q = self.base @ Q if hasattr(self, "base") else Q
        return Q.mT if wide else Q

    def _from_skew(self, X: Any) -> Any:
        """matrix_exp(A), or (I - A/2)^-1 (I + A/2), of the skew-symmetric A = X - X^H (lower triangle)."""
        n, k = X.shape[-2:]
        X = X.tril()
        if n != k:
            X = T.cat([X, T.zeros((*X.shape[:-1], n - k), dtype=X.dtype)], -1)
        A = X - X.mH
        if self.orthogonal_map == "matrix_exp":
            Q = T.matrix_exp(A)
        else:
            one = T.eye(n, dtype=A.dtype)
            Q = T.inverse(one - 0.5 * A) @ (one + 0.5 * A)
        return Q[..., :k] if n != k else Q

    def _reflected(self, X: Any) -> Any:
        """The product of the Householder reflections whose vectors are the columns below the diagonal, with the diagonal's signs."""
        n, k = X.shape[-2:]
        A = X.tril(-1)
        tau = 2.0 / (1.0 + (A * A).sum(-2))
        V = A + T.eye(n, k, dtype=X.dtype)
        Q = T.eye(n, k, dtype=X.dtype)
        for i in reversed(range(k)):
            v = V[..., i : i + 1]
            Q = Q - tau[..., i : i + 1].unsqueeze(-1) * v @ (v.mT @ Q)
        return Q * X.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)

    @no_grad()
    def right_inverse(self, Q: Any) -> Any:
        if Q.shape != self.shape:
            raise ValueError(f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}.")
        q = Q._data.swapaxes(-1, -2) if Q.shape[-2] < Q.shape[-1] else Q._data
        if not hasattr(self, "base"):
            return self._vectors(q, wide=Q.shape[-2] < Q.shape[-1])
        n, k = q.shape[-2:]
        if n != k:
            q = np.concatenate([q, source().normal((*q.shape[:-1], n - k), q.dtype)], -1)
        close = n == k and np.allclose(q.conj().swapaxes(-1, -2) @ q, np.eye(k), atol=10.0 * n * np.finfo(q.dtype).eps)
        self.base = make(np.array(q) if close else orthonormal(q))
        return make(-np.broadcast_to(np.eye(*Q.shape[-2:], dtype=q.dtype), Q.shape))

    def _vectors(self, q: Any, wide: bool) -> Any:
        """The reflections that give q, as LAPACK's geqrf stores them. One matrix only."""
        if self.orthogonal_map != "householder":
            raise NotImplementedError(
                "It is not possible to assign to the matrix exponential or the Cayley parametrizations when use_trivialization=False."
            )
        h, tau = np.linalg.qr(q, mode="raw")
        a = np.array(h.swapaxes(-1, -2))
        diagonal = np.sign(np.diagonal(a, axis1=-2, axis2=-1)) * np.where(tau == 0.0, -1, 1)
        i = np.arange(a.shape[-1])
        a[..., i, i] = diagonal
        return make(np.array(a.swapaxes(-1, -2) if wide else a).astype(q.dtype))


def orthonormal(a: Any) -> Any:
    """Q of a QR decomposition whose R has a positive diagonal."""
    q, r = np.linalg.qr(a)
    d = np.diagonal(r, axis1=-2, axis2=-1)
    return q * (d / np.abs(d))[..., None, :]


def orthogonal(module: Any, name: str = "weight", orthogonal_map: str | None = None, *, use_trivialization: bool = True) -> Any:
    """Keep a weight orthogonal. orthogonal_map: matrix_exp, cayley or householder. Returns the module."""
    weight = named_tensor(module, name)
    if weight.ndim < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.shape[-2] == weight.shape[-1] or weight.is_complex() else "householder"
    if orthogonal_map not in MAPS:
        raise ValueError(f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}')
    parametrization = _Orthogonal(weight, orthogonal_map, use_trivialization=use_trivialization)
    return register_parametrization(module, name, parametrization, unsafe=True)
