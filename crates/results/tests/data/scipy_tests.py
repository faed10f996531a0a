#!/usr/bin/env python3
"""Writes scipy_tests.tsv: p values and statistics of SciPy's tests, with which exact_statistics.rs compares.

    pip install scipy==1.17.1 && python3 scipy_tests.py > scipy_tests.tsv
"""

import numpy as np
from scipy import stats

random = np.random.default_rng(20)
EVERY = stats.PermutationMethod(n_resamples=np.inf)


def row(test, samples, p, statistic=float("nan")):
    text = ";".join(",".join(repr(float(v)) for v in s) for s in samples)
    print(test, text, repr(float(p)), repr(float(statistic)), sep="\t")


def untied(n, shift=0.0):
    return random.normal(shift, 1.0, n).round(6)


def tied(n, low=0, high=5):
    return random.integers(low, high, n).astype(float)


print("test", "samples", "p", "statistic", sep="\t")
for n in range(1, 21):
    for shift in (0.0, 0.6, 5.0):
        d = untied(n, shift)
        row("signed_rank", (d, np.zeros(n)), stats.wilcoxon(d, method="exact").pvalue)
for m, n in [(1, 1), (1, 5), (2, 3), (3, 2), (3, 3), (3, 4), (4, 3), (5, 5), (6, 9), (9, 6), (8, 8), (7, 20), (20, 7), (13, 14), (20, 20)]:
    for shift in (0.0, 0.7, 6.0):
        x, y = untied(m, shift), untied(n)
        row("rank_sum", (x, y), stats.mannwhitneyu(x, y, method="exact").pvalue)
for n in (4, 6, 9, 12):
    for low in (-2, -1):
        d = tied(n, low, 4)
        if (d != 0).any():
            row("signed_rank", (d, np.zeros(n)), stats.wilcoxon(d[d != 0], method=EVERY).pvalue)
for m, n in [(3, 3), (4, 6), (6, 4), (7, 7), (5, 9)]:
    for high in (3, 6):
        x, y = tied(m, 1, high + 1), tied(n, 0, high)
        row("rank_sum", (x, y), stats.mannwhitneyu(x, y, method=EVERY).pvalue)
for n in (70, 90):
    d = np.concatenate([untied(n - 10, 0.3), tied(10, -2, 4)])
    row("signed_rank", (d, np.zeros(n)), stats.wilcoxon(d, correction=True, method="asymptotic").pvalue)
    x, y = np.concatenate([untied(n - 8, 0.3), tied(8)]), np.concatenate([untied(n - 30), tied(20)])
    row("rank_sum", (x, y), stats.mannwhitneyu(x, y, method="asymptotic").pvalue)
for n in (4, 5, 6, 7, 8):
    for pair in ((untied(n), untied(n)), (tied(n, 0, 4), tied(n, 0, 9)), (np.arange(n), np.arange(n) ** 2)):
        if min(map(np.ptp, pair)) > 0:
            rho = lambda x, y=stats.rankdata(pair[1]): (stats.rankdata(x) * y).sum()
            p = stats.permutation_test((pair[0],), rho, permutation_type="pairings", n_resamples=np.inf).pvalue
            row("spearman", pair, p, stats.spearmanr(*pair).statistic)
for n in (11, 20, 40):
    x, e = untied(n), untied(n)
    for r in (0.0, 0.5, 3.0):
        for test, of in (("spearman", stats.spearmanr), ("pearson", stats.pearsonr)):
            row(test, (x, r * x + e), of(x, r * x + e).pvalue, of(x, r * x + e).statistic)
row("pearson", ([1, 2, 3, 4], [2, 1, 4, 4.5]), stats.pearsonr([1, 2, 3, 4], [2, 1, 4, 4.5]).pvalue)
for n in (2, 3, 8, 20):
    for shift in (0.0, 1.0, 30.0):
        x, y = untied(n, shift), 2.0 * untied(n + 3)
        row("welch_t", (x, y), stats.ttest_ind(x, y, equal_var=False).pvalue)
        row("paired_t", (x, y[:n]), stats.ttest_rel(x, y[:n]).pvalue)
        # two one-sided tests of a margin of 1.5
        sides = (
            stats.ttest_ind(x + 1.5, y, equal_var=False, alternative="greater").pvalue,
            stats.ttest_ind(x - 1.5, y, equal_var=False, alternative="less").pvalue,
        )
        row("tost_welch_1.5", (x, y), max(sides))
        sides = (
            stats.ttest_rel(x + 1.5, y[:n], alternative="greater").pvalue,
            stats.ttest_rel(x - 1.5, y[:n], alternative="less").pvalue,
        )
        row("tost_paired_1.5", (x, y[:n]), max(sides))
for sizes in ((2, 2), (3, 3, 3), (4, 9, 6), (8, 8, 8, 8), (20, 11, 15, 9, 20)):
    for step in (0.0, 0.5, 8.0):
        groups = [untied(n, step * i) for i, n in enumerate(sizes)]
        row("anova", groups, stats.f_oneway(*groups).pvalue, stats.f_oneway(*groups).statistic)
tables = [(3, 0, 0, 3), (5, 1, 1, 5), (8, 2, 1, 5), (10, 0, 0, 10), (3, 7, 7, 3), (20, 5, 8, 20), (0, 9, 0, 9), (12, 7, 3, 1), (60, 140, 90, 110)]
for a, b, c, d in tables:
    row("fisher", ((a, b), (c, d)), stats.fisher_exact([[a, b], [c, d]])[1])
    if a + c > 0 and b + d > 0:
        p = stats.chi2_contingency([[a, b], [c, d]])
        row("chi2", ((a, b), (c, d)), p.pvalue)
for table in ([[3, 5], [6, 2], [8, 1]], [[10, 10], [12, 8], [5, 15], [19, 1]], [[30, 2], [1, 40], [20, 20]]):
    row("chi2", table, stats.chi2_contingency(table).pvalue)
