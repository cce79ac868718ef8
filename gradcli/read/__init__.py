"""A file to cases: one file per suffix."""
