"""Thousands of random smooth maps, right and with one Jacobian entry off, as a table: python tests/soak_smooth.py --count 1000 --seed 0"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np
from check.smooth import KINDS, smooth, verdict


def main() -> None:
    """Print what each kind of corruption was called, the seeds that went wrong, and what the checks cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="maps, each right and with every kind of corruption")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.count)
    cost: list[float] = []
    for kind in ("", *KINDS):
        words = {seed: verdict(seed, kind) for seed in seeds}
        counts = Counter(checked.verdict.value for checked in words.values())
        odd = [seed for seed, checked in words.items() if checked.verdict.value != ("fail" if kind else "pass")]
        print(f"{kind or 'right':<10}", "  ".join(f"{word} {count}" for word, count in counts.most_common()), f"  seeds {odd[:8]}" * bool(odd))
        cost += [checked.evaluations / len(smooth(seed).x) for seed, checked in words.items() if not kind]
    print(f"evaluations per column, all included: median {np.median(cost):.1f}, 90 % below {np.quantile(cost, 0.9):.1f}")


if __name__ == "__main__":
    main()
