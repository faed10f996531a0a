"""What The Virtual Brain computes for every mass that it shares with Syntony, on six regions with delays.

    python -m venv tvb && tvb/bin/pip install tvb-library==2.10.0 setuptools
    tvb/bin/python reference.py > reference.tsv

Deterministic Heun with TVB's coupling (held over a step), constant history, no noise; Euler for Kuramoto, where TVB holds the phase of
the region itself over a step, too. Numbers are given in TVB's units here and in the atlas' units in the lines `set`; states are written
in TVB's units. TVB keeps history and weights in single precision, which is lifted here.
"""
import sys, logging, warnings
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
import numpy as np
from tvb.simulator import history
from tvb.simulator.lab import connectivity, coupling, integrators, models, monitors, simulator

for kind in (history.BaseHistory, history.DenseHistory, history.SparseHistory):
    for name in ("weights", "delays", "es_weights", "buffer", "current_state", "delayed_state", "nnz_weights"):
        if name in vars(kind):
            vars(kind)[name].dtype = np.dtype("d")

N, DT, STEPS = 6, 0.1, 600
W = np.array([[0 if i == j or (i + 2 * j) % 4 == 0 else ((3 * i + 5 * j) % 7 + 1) / 8 for j in range(N)] for i in range(N)])
D = np.array([[16 + (7 * i + 11 * j) % 60 for j in range(N)] for i in range(N)])  # steps
lin = lambda g: coupling.Linear(a=np.array([g]), b=np.array([0.0]))
a = lambda **k: {n: np.array([v]) for n, v in k.items()}
CASES = {  # name: model, coupling, process, overrides in the atlas' units, first states
    "wong_wang_ei": (models.ReducedWongWangExcInh(**a(G=0.3)), lin(1.0), "wong_wang_ei", dict(coupling=0.3), lambda i: [0.1 + 0.05 * i, 0.03 + 0.02 * i]),
    "wong_wang_ei_lambda": (models.ReducedWongWangExcInh(**a(G=0.2, lamda=0.7, J_i=1.3, I_ext=0.02)), lin(1.0), "wong_wang_ei",
                            {"coupling": 0.2, "lambda": 0.7, "j_i": 1.3, "i_ext": 0.02}, lambda i: [0.1 + 0.05 * i, 0.03 + 0.02 * i]),
    "wong_wang": (models.ReducedWongWang(), lin(0.1), "wong_wang", dict(coupling=0.1), lambda i: [0.1 + 0.1 * i]),
    "montbrio": (models.MontbrioPazoRoxin(), lin(0.2), "montbrio", dict(coupling=0.2), lambda i: [0.1 + 0.2 * i, -2 + 0.5 * i]),
    "montbrio_v": (models.MontbrioPazoRoxin(**a(cr=0.7, cv=0.1, eta=-4.6, Delta=0.7, J=14.5, I=0.1)), lin(0.2), "montbrio",
                   dict(coupling=0.2, c_r=0.7, c_v=0.1, eta=-4.6, delta=0.7, j=14.5, i_ext=0.1), lambda i: [0.1 + 0.2 * i, -2 + 0.5 * i]),
    "wilson_cowan": (models.WilsonCowan(**a(P=1.2, Q=0.3, tau_i=8.0)), lin(0.5), "wilson_cowan", dict(coupling=0.5, p=1.2, q=0.3, tau_i=0.008),
                     lambda i: [0.1 + 0.1 * i, 0.6 - 0.1 * i]),
    "jansen_rit": (models.JansenRit(), coupling.SigmoidalJansenRit(a=np.array([2.0])), "jansen_rit", dict(coupling=2.0),
                   lambda i: [0.05 * i, 10 + i, 5 - 0.5 * i, 0.01 * i, 0.1, -0.02 * i]),
    "stuart_landau": (models.SupHopf(**a(a=0.02, omega=0.25)), lin(0.01), "stuart_landau",
                      dict(coupling=10.0, a=20.0, beta=1000.0, frequency=250.0 / (2 * np.pi), difference=0.0), lambda i: [0.1 * np.cos(i), 0.1 * np.sin(i)]),
    # TVB 2.10 divides a by the length of the first axis, which is 1, and not by the number of regions
    "kuramoto": (models.Kuramoto(**a(omega=0.25)), coupling.Kuramoto(a=np.array([0.3])), "kuramoto",
                 dict(coupling=1000 * 0.3, frequency=250.0 / (2 * np.pi)), lambda i: [0.4 * i]),
}
print(f"# python {sys.version.split()[0]}, tvb-library 2.10.0, numpy {np.__version__}; dt {DT} ms, {STEPS} steps")
for i in range(N):
    for j in range(N):
        if W[i, j] > 0:
            print(f"edge\t{i}\t{j}\t{W[i, j]!r}\t{D[i, j]}".replace("np.float64(", "").replace(")", ""))
for name, (model, cpl, process, numbers, first) in CASES.items():
    model.variables_of_interest = list(model.state_variables)
    scheme = integrators.EulerDeterministic if name == "kuramoto" else integrators.HeunDeterministic
    conn = connectivity.Connectivity(weights=W.copy(), tract_lengths=D * DT * 3.0, speed=np.array([3.0]), centres=np.zeros((N, 3)),
                                     region_labels=np.array([f"r{i}" for i in range(N)]))
    conn.configure()
    start = np.array([first(i) for i in range(N)]).T  # [state, region]
    sim = simulator.Simulator(model=model, connectivity=conn, coupling=cpl, integrator=scheme(dt=DT),
                              monitors=[monitors.Raw()], initial_conditions=np.tile(start[None, :, :, None], (200, 1, 1, 1)))
    sim.configure()
    (_, series), = sim.run(simulation_length=STEPS * DT)
    for number, value in numbers.items():
        print(f"set\t{name}\t{process}\t{number}\t{float(value)!r}")
    for i in range(N):
        print(f"first\t{name}\t{i}\t" + "\t".join(repr(float(x)) for x in start[:, i]))
    for step in (100, 300, STEPS):
        for i in range(N):
            print(f"state\t{name}\t{step}\t{i}\t" + "\t".join(repr(float(x)) for x in series[step - 1, :, i, 0]))
