"""SVG: each kind of thing in a picture as a piece of markup."""
