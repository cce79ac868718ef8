"""A laid-out view to bytes: one file per output suffix, each with write(view) -> bytes."""
