"""Evaluations that pycma needs, for the test in src/cma.rs: pip install cma, python pycma.py."""
import statistics
import cma

GOALS = [
    ("sphere", lambda x: sum(v * v for v in x), 1.0, 0.5),
    ("ellipsoid", lambda x: sum(10 ** (6 * i / (len(x) - 1)) * v * v for i, v in enumerate(x)), 1.0, 0.5),
    ("rosenbrock", lambda x: sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:])), 0.0, 0.3),
]


def evaluations(goal, start, sigma, seed):
    options = {"popsize": 10, "seed": seed, "CMA_active": False, "ftarget": 1e-9, "verbose": -9}
    return cma.fmin2(goal, [start] * 10, sigma, options)[1].result.evaluations


print(cma.__version__)
for name, goal, start, sigma in GOALS:
    print(name, statistics.median(evaluations(goal, start, sigma, seed) for seed in range(1, 12)))
