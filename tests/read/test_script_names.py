"""What the leaves of a script are called."""


def test_names_come_from_variables_modules_and_lists(only):
    case = only("""
        import torch
        from torch import nn
        a = torch.ones(2, requires_grad=True)
        layers = [nn.Linear(2, 2), nn.Linear(2, 1)]
        free = {"bias": torch.zeros(1, requires_grad=True)}
        encoder, decoder, loss_fn = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False), nn.MSELoss()
        out = layers[1](layers[0](decoder(encoder(a)))) + free["bias"] + torch.ones(1, requires_grad=True)
    """)
    assert list(case.inputs) == [
        *("a", "layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias", "free['bias']"),
        *("encoder.weight", "decoder.weight", "leaf[8]"),
    ]


def test_parameters_of_a_module_that_no_variable_holds_have_their_path_in_it(only):
    text = "import torch\nfrom torch import nn\nnet = lambda: nn.Sequential(nn.Linear(2, 3), nn.Tanh())\n"
    case = only(f"{text}loss = net()(torch.ones(1, 2)).sum() + nn.Linear(2, 1)(torch.ones(2)).sum()\n")
    assert list(case.inputs) == ["0.weight", "0.bias", "Linear.weight", "Linear.bias"]


def test_a_path_that_is_the_name_of_a_variable_is_not_taken_twice(only):
    text = "import torch\nfrom torch import nn\nweight = torch.ones(1, requires_grad=True)\n"
    case = only(f"{text}loss = (nn.Linear(2, 1)(torch.ones(2)) * weight).sum()\n")
    assert list(case.inputs) == ["weight", "leaf[1]", "bias"]
