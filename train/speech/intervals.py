"""How sure an accuracy is: recordings of one speaker are alike, so it is speakers that are drawn anew."""

import numpy as np


def interval(right, speakers, draws=4000, seed=1):
    """95 % interval, in percent, of the share of `right` over the recordings of `speakers`, by the bootstrap."""
    rng = np.random.default_rng(seed)
    who, number = np.unique(speakers, return_inverse=True)
    hits = np.bincount(number, weights=right, minlength=len(who))
    count = np.bincount(number, minlength=len(who))
    chosen = rng.integers(0, len(who), (draws, len(who)))
    shares = 100 * hits[chosen].sum(1) / count[chosen].sum(1)
    return [float(np.quantile(shares, q)) for q in (0.025, 0.975)]
