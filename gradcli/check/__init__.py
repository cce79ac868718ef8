"""Cases to a Report."""
