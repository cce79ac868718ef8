"""One file per question asked about a gradient."""
