"""What is done to whole sets of parameters and to sequences; mirrors torch.nn.utils."""
