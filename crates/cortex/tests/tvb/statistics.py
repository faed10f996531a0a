"""Statistics of noisy runs of The Virtual Brain: environment as for reference.py, then `python statistics.py > statistics.tsv`.

Every mass on the six regions of reference.tsv, with its delays in steps: stochastic Heun (Euler-Maruyama for Kuramoto), six runs of 60 000 steps, the first
5 000 left out; 18 of Jansen-Rit, whose phases differ for long from run to run. Means over 10 steps of what the mass shows: mean, standard deviation and correlations over time, and the logarithm of the
power in eight bands of equal width up to two fifths of the highest frequency; each with its standard error over the runs. Lines `set` give
numbers in the atlas' units, `dt` the step in s.
"""
import logging, sys, warnings
from concurrent.futures import ProcessPoolExecutor
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
import numpy as np
from tvb.simulator.lab import connectivity, coupling, integrators, models, monitors, noise, simulator

N, STEPS, SKIP = 6, 60_000, 500
RUNS = {"jansen_rit": 18}  # others: 6
W, D = np.zeros((N, N)), np.ones((N, N))
for line in open("reference.tsv"):
    if line.startswith("edge"):
        _, i, j, w, d = line.split("\t")
        W[int(i), int(j)], D[int(i), int(j)] = float(w), float(d)

lin = lambda g: coupling.Linear(a=np.array([g]), b=np.array([0.0]))
a = lambda **k: {n: np.array([v]) for n, v in k.items()}
first = lambda x: x[0]
CASES = {  # model, coupling, step in ms, D of each state, what is shown, first states, numbers of the atlas in its units
    "wong_wang_ei": lambda: (models.ReducedWongWangExcInh(**a(G=0.12)), lin(1.0), 1.0, [2e-6, 2e-6], first, [0.1, 0.1],
                             dict(coupling=0.12, noise=2e-3)),
    "wong_wang": lambda: (models.ReducedWongWang(), lin(0.1), 1.0, [1e-5], first, [0.1], dict(coupling=0.1, noise=1e-2)),
    "montbrio": lambda: (models.MontbrioPazoRoxin(**a(eta=-4.6, J=14.5)), lin(0.1), 0.1, [1e-3, 1e-3], first, [0.1, -2.0],
                         dict(coupling=0.1, eta=-4.6, j=14.5, noise=1.0)),
    "wilson_cowan": lambda: (models.WilsonCowan(**a(P=0.5, Q=0.3)), lin(0.5), 0.5, [1e-5, 1e-5], first, [0.1, 0.1],
                             dict(coupling=0.5, p=0.5, q=0.3, noise=1e-2)),
    "jansen_rit": lambda: (models.JansenRit(), coupling.SigmoidalJansenRit(a=np.array([1.0])), 0.5, [0, 0, 0, 0, 1e-5, 0], lambda x: x[1] - x[2],
                           [0.05, 10.0, 5.0, 0.0, 0.0, 0.0], dict(coupling=1.0, noise=1e4)),
    "stuart_landau": lambda: (models.SupHopf(**a(a=-0.02, omega=0.1)), lin(0.005), 0.5, [1e-4, 1e-4], first, [0.1, 0.0],
                              dict(coupling=5.0, a=-20.0, beta=1000.0, frequency=100.0 / (2 * np.pi), difference=0.0, noise=0.1)),
    "kuramoto": lambda: (models.Kuramoto(**a(omega=0.1)), coupling.Kuramoto(a=np.array([0.01])), 0.5, [5e-3], lambda x: np.cos(x[0]), [0.4],
                         dict(coupling=10.0, frequency=100.0 / (2 * np.pi), noise=5.0)),
}


def run(case, seed):
    model, cpl, dt, intensity, shown, start, _ = CASES[case]()
    model.variables_of_interest = list(model.state_variables)
    conn = connectivity.Connectivity(weights=W.copy(), tract_lengths=D * dt * 3.0, speed=np.array([3.0]), centres=np.zeros((N, 3)),
                                     region_labels=np.array([f"r{i}" for i in range(N)]))
    conn.configure()
    random = noise.Additive(nsig=np.array(intensity, float)[:, None, None])
    random.random_stream = np.random.RandomState(seed)
    scheme = integrators.EulerStochastic if case == "kuramoto" else integrators.HeunStochastic
    history = np.tile(np.array(start, float)[None, :, None, None], (200, 1, N, 1))
    sim = simulator.Simulator(model=model, connectivity=conn, coupling=cpl, integrator=scheme(dt=dt, noise=random), monitors=[monitors.Raw()],
                              initial_conditions=history)
    sim.configure()
    (_, series), = sim.run(simulation_length=STEPS * dt)
    s = np.array([shown(x) for x in series[:STEPS, :, :, 0]]).reshape(STEPS // 10, 10, N).mean(1)[SKIP:]
    power = np.abs(np.fft.rfft(s - s.mean(0), axis=0)) ** 2
    bands = [power[1 + k * 137:1 + (k + 1) * 137].mean() for k in range(8)]  # of 2750 bins
    return np.concatenate([s.mean(0), s.std(0), np.corrcoef(s.T)[np.triu_indices(N, 1)], np.log(bands)])


if __name__ == "__main__":
    names = [f"mean {i}" for i in range(N)] + [f"deviation {i}" for i in range(N)]
    names += [f"correlation {i} {j}" for i in range(N) for j in range(i + 1, N)] + [f"power {k}" for k in range(8)]
    print(f"# python {sys.version.split()[0]}, tvb-library 2.10.0, numpy {np.__version__}; mass, statistic, mean over runs, standard error")
    with ProcessPoolExecutor(2) as pool:
        for case, make in CASES.items():
            _, _, dt, intensity, _, start, numbers = make()
            print(f"dt\t{case}\t{dt / 1e3!r}")
            print(f"first\t{case}\t" + "\t".join(map(repr, start)))
            for number, value in numbers.items():
                print(f"set\t{case}\t{number}\t{float(value)!r}")
            runs = np.array(list(pool.map(run, [case] * RUNS.get(case, 6), range(RUNS.get(case, 6)))))
            for name, values in zip(names, runs.T):
                print(f"is\t{case}\t{name}\t{values.mean():.6g}\t{values.std(ddof=1) / len(runs) ** 0.5:.3g}", flush=True)
