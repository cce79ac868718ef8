"""Draws the pictures of the gallery anew: python docs/gallery/draw.py [NAME ...]. The encoder takes some seconds, the others one each."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# picture: the file it is of, and the flags of `gradcli graph`
PICTURES = {
    "mlp_light": ("samples/mlp.py", "--check --theme light"),
    "mlp_wrong_light": ("samples/broken/mlp.py", "--check --theme light --show saved,shapes,grads"),
    "mlp_wrong_dark": ("samples/broken/mlp.py", "--check --theme dark --show saved,shapes,grads"),
    "encoder_light": ("docs/gallery/encoder.py", "--check --focus fail --theme light"),
}


def draw(name, path):
    """Write one picture to `path`; a wrong gradient is exit code 1 and no error here."""
    file, flags = PICTURES[name]
    command = [sys.executable, "-m", "gradcli", "graph", file, *flags.split(), "-o", str(path)]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)


if __name__ == "__main__":
    for name in sys.argv[1:] or PICTURES:
        draw(name, HERE / f"{name}.svg")
