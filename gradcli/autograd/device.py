"""torch.device: there is one, the CPU."""

from __future__ import annotations


class device:
    """A place to compute; prints and compares as in torch. Raises RuntimeError for names torch does not know."""

    __slots__ = ("index", "type")
    KNOWN = ("cpu", "cuda", "mps", "xpu", "meta")

    def __init__(self, type: str | device = "cpu", index: int | None = None) -> None:
        name, _, number = str(type).partition(":")
        if name not in self.KNOWN:
            raise RuntimeError(f"Expected one of {', '.join(self.KNOWN)} device type at start of device string: {name}")
        if number and not number.isdecimal():
            raise RuntimeError(f"Invalid device string: '{type}'")
        self.type = name
        self.index = int(number) if number else index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __enter__(self) -> device:
        """What is made in the block is made on this device. Raises AssertionError for cuda."""
        if self.type == "cuda":
            raise AssertionError("Torch not compiled with CUDA enabled")
        return self

    def __exit__(self, *_: object) -> None:
        """There is no other device to go back to."""

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return f"device(type='{self.type}')" if self.index is None else f"device(type='{self.type}', index={self.index})"


CPU = device("cpu")
