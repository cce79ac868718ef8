"""Scripts that do their work in functions: what they call backward() on is the result."""

import pytest

from gradcli import check
from gradcli.finding import Verdict


def verdict(case):
    with case.around():
        return check.check_case(case).verdict


MAIN = """
    import torch

    def main():
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        for _ in range(3):
            loss = (w ** 3).sum()
            loss.backward()
            with torch.no_grad():
                w -= 0.1 * w.grad
                w.grad.zero_()

    if __name__ == "__main__":
        main()
"""


def test_the_last_loss_of_a_main_function_is_checked_against_its_leaves(only, evaluate):
    case = only(MAIN)
    assert (case.id, case.kind, case.fn.results, case.sources) == ("file.py::<script>", "script", ("loss",), {"w": "leaf"})
    found = evaluate(case, w=[2.0, 3.0])
    assert (found.outputs["loss"], found.gradients["w"].tolist()) == (35.0, [12.0, 27.0])
    assert verdict(case) is Verdict.PASS


def test_parameters_of_a_local_module_have_their_dotted_names(only):
    case = only("""
        import torch

        def train():
            net = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 1))
            optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
            for _ in range(2):
                optimizer.zero_grad()
                torch.nn.functional.mse_loss(net(torch.ones(2, 3)), torch.zeros(2, 1)).backward()
                optimizer.step()

        train()
    """)
    assert list(case.inputs) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert case.fn.results == ("line 9",)  # it has no name
    assert verdict(case) is Verdict.PASS


def test_losses_with_one_name_are_told_apart_by_their_lines(only):
    case = only("""
        import torch

        def run(w):
            loss = (w ** 2).sum()
            loss.backward()

        def again(w):
            loss = w.exp().sum()
            loss.backward()

        w = [torch.tensor([1.0, 2.0], requires_grad=True)]
        run(*w)
        again(*w)
    """)
    assert case.fn.results == ("loss", "loss, line 10")


def test_a_wrong_function_of_a_script_with_main_fails(only):
    case = only("""
        import torch

        class Cube(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x ** 3

            @staticmethod
            def backward(ctx, g):
                (x,) = ctx.saved_tensors
                return g * 2 * x ** 2

        def main():
            x = torch.tensor([1.0, 2.0], requires_grad=True)
            Cube.apply(x).sum().backward()

        main()
    """)
    assert verdict(case) is Verdict.FAIL


@pytest.mark.parametrize("last", ["z.backward()", "torch.autograd.grad(z, x)"])
def test_what_is_differentiated_to_be_differentiated_again_is_no_result(only, last):
    case = only(f"""
        import torch

        def main():
            x = torch.tensor([0.5, 2.0], requires_grad=True)
            y = (x ** 4).sum()
            (g,) = torch.autograd.grad(y, x, create_graph=True)
            z = (g ** 2).sum()
            {last}

        main()
    """)
    assert case.fn.results == ("z",)
    assert verdict(case) is Verdict.PASS


def test_results_at_module_level_go_before_those_of_functions(only):
    case = only("""
        import torch

        def step(w):
            loss = (w * 2).sum()
            loss.backward()

        w = torch.tensor([1.0, 2.0], requires_grad=True)
        step(w)
        total = w.exp().sum()
    """)
    assert case.fn.results == ("total",)


def test_a_trainers_module_is_named_by_its_attribute(only):
    case = only("""
        import torch

        class Trainer:
            def __init__(self):
                self.first, self.second = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)

            def step(self, x):
                loss = self.second(self.first(x).relu()).mean()
                loss.backward()

        trainer = Trainer()
        trainer.step(torch.tensor([[1.0, 2.0]]))
    """)
    assert list(case.inputs) == ["self.first.weight", "self.first.bias", "self.second.weight", "self.second.bias"]
