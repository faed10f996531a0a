#!/usr/bin/env python3
"""Writes effects.tsv: effect sizes with 95 % intervals, with which `effect.rs` compares.

The formulas are those of metafor's escalc (measures SMD, SMCC, SMN with vtype = "LS", and ZCOR), written down here from its documentation; t of p comes
from SciPy. Where statsmodels has the same (`effectsize_smd`, whose correction is Hedges' approximation), the numbers are checked against it first.

    pip install scipy==1.17.1 statsmodels==0.14.6 && python3 effects.py > effects.tsv
"""

from math import atanh, exp, lgamma, log, sqrt, tanh

from scipy import stats
from statsmodels.stats.meta_analysis import effectsize_smd

Z = float(stats.norm.ppf(0.975))


def correction(m):
    return exp(lgamma(m / 2) - 0.5 * log(m / 2) - lgamma((m - 1) / 2))


def row(name, given, t, n):
    if name == "r":
        r = t / sqrt(t * t + n[0] - 2)
        half = Z / sqrt(n[0] - 3)
        effect, low, high = r, tanh(atanh(r) - half), tanh(atanh(r) + half)
    else:
        m = sum(n) - len(n)
        effect = correction(m) * t * sqrt(sum(1 / k for k in n))
        variance = sum(1 / k for k in n) + effect**2 / (2 * sum(n))
        if len(n) == 2:
            # one standard deviation in both groups: the mean difference is d
            d = t * sqrt(sum(1 / k for k in n))
            g, _ = effectsize_smd(d, 1.0, n[0], 0.0, 1.0, n[1])
            assert abs(g - effect) < 2e-3 * abs(g) + 1e-12 or m < 8, (g, effect, n)
        low, high = effect - Z * sqrt(variance), effect + Z * sqrt(variance)
    print(name, given, ",".join(map(str, n)), *map(repr, (effect, low, high)), sep="\t")


print("metric", "given", "n", "effect", "low", "high", sep="\t")
cases = [("g", [8, 8]), ("g", [24, 23]), ("g", [120, 43]), ("g", [5, 9, 7, 6]), ("d_z", [6]), ("d_z", [16]), ("d", [11]), ("r", [13]), ("r", [59])]
for name, n in cases:
    m = {"g": sum(n) - len(n), "r": n[0] - 2}.get(name, n[0] - 1)
    for t in (-3.25, 0.5, 2.1, 10.456):
        row(name, f"t={t}", t, n)
    for p in (0.047, 0.0004):
        row(name, f"p={p}", float(stats.t.ppf(1 - p / 2, m)), n)
