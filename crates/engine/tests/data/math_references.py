"""Reference values of elementary functions for tests/exact.rs. Made with mpmath 1.3.0 at 50 digits.

Columns: function, argument, nearest double of the value, rest (value - nearest double).
Run: python3 math_references.py > math_references.tsv
"""

import random
from mpmath import mp, mpf, exp, log, tanh, expm1, erfinv, sqrt

mp.dps = 50
random.seed(7)


def flat(a, b, n):
    return [random.uniform(a, b) for _ in range(n)]


def powers(a, b, n):
    return [10 ** random.uniform(a, b) for _ in range(n)]


def quantile(u):
    return -sqrt(mpf(2)) * erfinv(1 - 2 * u) if u < 0.5 else sqrt(mpf(2)) * erfinv(1 - 2 * (1 - u))


FUNCTIONS = {
    "exp": (exp, flat(-1, 1, 150) + flat(-40, 40, 100) + flat(-700, 700, 100)
            + [0.0, 1.0, -1.0, 709.7, -708.3, 1e-300, -0.34657359, 0.3465736]),
    "ln": (log, powers(-0.3, 0.3, 150) + flat(0.9, 1.1, 80) + powers(-20, 20, 80) + powers(-300, 300, 60)
           + [1.0, 2.0, 0.5, 1e-310, 5e-324, 1.7976931348623157e308, 1 - 2.0**-53, 1 + 2.0**-52, 0.5**0.5, 2**0.5]),
    "tanh": (tanh, flat(-1, 1, 100) + flat(-5, 5, 100) + powers(-12, -1, 50) + [19.0, -25.0]),
    "expm1": (expm1, flat(-1, 1, 100) + flat(-50, 30, 100) + powers(-15, -2, 30) + [-x for x in powers(-15, -2, 30)]
              + [709.7, 500.0]),
    "expm1_over_x": (lambda x: expm1(x) / x, flat(-1, 1, 100) + flat(-50, 30, 100) + powers(-15, -2, 30)
                     + [-x for x in powers(-15, -2, 30)] + [-700.0, -1e5]),
    "logistic": (lambda x: 1 / (1 + exp(-x)), flat(-6, 6, 100) + flat(-60, 60, 80) + [0.0, -700.0]),
    "normal_from_uniform": (quantile, flat(0.001, 0.999, 100) + powers(-15.5, -2, 60)
                            + [1 - x for x in powers(-14, -2, 30)] + [2.0**-53, 1 - 2.0**-53, 0.25, 0.75]),
    "erf_inv": (erfinv, flat(-0.999, 0.999, 60) + powers(-12, -1, 30) + [1 - 2.0**-52]),
}

for name, (function, arguments) in FUNCTIONS.items():
    for argument in arguments:
        value = function(mpf(argument))
        nearest = float(value)
        print(name, repr(argument), repr(nearest), repr(float(value - mpf(nearest))), sep="\t")
