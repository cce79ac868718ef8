"""A Graph to findings about the graph itself: one file per rule."""
