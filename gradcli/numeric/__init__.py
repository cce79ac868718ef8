"""A direction to (derivative, error bound): numeric differentiation that judges itself, one file per --method."""
