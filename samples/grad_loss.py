"""Inputs by @case: recipes are drawn with the seed, plain numbers and lists are taken as they are. Stack it for more cases."""

from gradcli import case, normal, positive


@case(logits=normal(4, 3), scale=positive())
@case(logits=[[0.0, 1.0, 2.0]], scale=2.0)
def loss(logits, scale):
    return _softplus(logits).sum() / scale


@case(logits=normal(3, 4), labels=[0, 3, 1])
def cross_entropy(logits, labels):
    """Whole numbers are labels, not something to differentiate."""
    logp = logits - logits.logsumexp(dim=1, keepdim=True)
    return -logp[[0, 1, 2], labels].mean()


def _softplus(x):
    """A name that begins with _ is a helper, not a case."""
    return (1 + x.exp()).log()
