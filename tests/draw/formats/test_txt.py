import pytest
from draw.drawn import SUBJECTS
from draw.graphs import TANH, chain, failing, mlp

from gradcli.draw import Options, draw

MLP = """\
mlp.py · gradient check failed at TanhBackward0
10 grad_fn nodes · 4 parameters · depth 9 · float64 · gradcheck: 9 pass, 1 fail

loss  () f64 = 0.2841
├─ ✓  MeanBackward0  ()  1.0  loss
├─ ✓  PowBackward0  (32, 1)  1.8e-1  loss
├─ ✓  SubBackward0  (32, 1)  1.1e-1  loss
│  └─ other ←  target  (32, 1) f64  loss
├─ ✓  AddBackward0  (32, 1)  1.1e-1  fc2
│  └─ other ←  fc2.bias  (1,) f64  ‖g‖ 2.4e-1  AccumulateGrad  fc2
├─ ✓  MmBackward0  (32, 1)  1.1e-1  fc2
│  └─ mat2 ←
│     ├─ ✓  TBackward0  (16, 1)  8.8e-2  fc2
│     └─ fc2.weight  (1, 16) f64  ‖g‖ 8.8e-2  AccumulateGrad  fc2
├─ ✗  TanhBackward0  (32, 16)  5.2e-2
│  analytic  +0.8413  at [3, 11]
│  numeric   +0.2919  Δ 5.5e-1
│  missing factor (1 − tanh²)?
├─ ✓  AddBackward0  (32, 16)  3.3e-2  fc1
│  └─ other ←  fc1.bias  (16,) f64  ‖g‖ 1.9e-2  AccumulateGrad  fc1
├─ ✓  MmBackward0  (32, 16)  3.3e-2  fc1
│  └─ self ←  x  (32, 8) f64
├─ ✓  TBackward0  (8, 16)  4.1e-2  fc1
└─ fc1.weight  (16, 8) f64  ‖g‖ 4.1e-2  AccumulateGrad  fc1
"""


def test_the_outline_reads_from_the_result_up_to_the_leaves():
    graph, norms = mlp()
    assert draw(graph, "txt", Options(title="mlp.py"), marks=failing(graph, TANH), norms=norms).decode() == MLP


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_subject_has_an_outline_in_utf8(name):
    assert draw(SUBJECTS[name](), "txt").decode()


def test_a_deep_graph_is_neither_indented_nor_recursive():
    lines = draw(chain(20_000), "txt", Options(max_nodes=10**6)).decode().splitlines()
    assert len(lines) == 20_005
    assert max(map(len, lines)) < 80
