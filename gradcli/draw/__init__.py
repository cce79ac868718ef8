"""A Graph to a picture."""
