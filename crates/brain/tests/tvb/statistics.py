"""Statistics of noisy runs of The Virtual Brain: environment as for reference.py, then `python statistics.py > statistics.tsv`.

Reduced Wong-Wang E-I on the six regions of reference.tsv with steps and delays ten times as long: stochastic Heun, dt 1 ms, D 2e-6 per ms,
G 0.12; six runs of 60 s, the first 5 s left out. Means over 10 ms of S_e: mean, standard deviation and correlations over time, and the
logarithm of the power in eight bands of equal width up to 20 Hz; each with its standard error over the runs.
"""
import logging, warnings
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
import numpy as np
from tvb.simulator.lab import connectivity, coupling, integrators, models, monitors, noise, simulator

N, DT, RUNS, SKIP = 6, 1.0, 6, 500
W, D = np.zeros((N, N)), np.ones((N, N))
for line in open("reference.tsv"):
    if line.startswith("edge"):
        _, i, j, w, d = line.split("\t")
        W[int(i), int(j)], D[int(i), int(j)] = float(w), float(d)


def run(seed):
    conn = connectivity.Connectivity(weights=W.copy(), tract_lengths=D * DT * 3.0, speed=np.array([3.0]), centres=np.zeros((N, 3)),
                                     region_labels=np.array([f"r{i}" for i in range(N)]))
    conn.configure()
    random = noise.Additive(nsig=np.array([2e-6]))
    random.random_stream = np.random.RandomState(seed)
    sim = simulator.Simulator(model=models.ReducedWongWangExcInh(G=np.array([0.12])), connectivity=conn, coupling=coupling.Linear(a=np.array([1.0])),
                              integrator=integrators.HeunStochastic(dt=DT, noise=random), monitors=[monitors.TemporalAverage(period=10.0)],
                              initial_conditions=np.full((200, 2, N, 1), 0.1))
    sim.configure()
    (_, series), = sim.run(simulation_length=60_000.0)
    s = series[SKIP:, 0, :, 0]
    power = np.abs(np.fft.rfft(s - s.mean(0), axis=0)) ** 2
    bands = [power[1 + k * 137:1 + (k + 1) * 137].mean() for k in range(8)]  # 137 bins of 1/55 Hz
    return np.concatenate([s.mean(0), s.std(0), np.corrcoef(s.T)[np.triu_indices(N, 1)], np.log(bands)])


runs = np.array([run(seed) for seed in range(RUNS)])
names = [f"mean {i}" for i in range(N)] + [f"deviation {i}" for i in range(N)]
names += [f"correlation {i} {j}" for i in range(N) for j in range(i + 1, N)] + [f"power {k}" for k in range(8)]
print("# tvb-library 2.10.0; name, mean over runs, standard error")
for name, values in zip(names, runs.T):
    print(f"{name}\t{values.mean():.6g}\t{values.std(ddof=1) / RUNS ** 0.5:.3g}")
