"""Nanoseconds per node and step of one peer: peer.py tvb|tvboptim|neurolib WEIGHTS.txt LENGTHS.txt; one JSON object a line.

One brain, delays at 3 mm/ms, steps of 0.1 ms, one thread, CPU time of the process, median of three after a warm-up that also compiles.
Stochastic Heun for TVB and tvboptim, Euler-Maruyama with Ornstein-Uhlenbeck noise for neurolib, which has nothing else.
"""
import json, logging, os, statistics, sys, time, warnings
for name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
import numpy as np

SPEED, DT = 3.0, 0.1
W, L = np.loadtxt(sys.argv[2]), np.loadtxt(sys.argv[3])
np.fill_diagonal(W, 0.0)
W /= W.max()


def tell(mass, precision, steps, run):
    try:
        run()
        times = []
        for _ in range(3):
            began = time.process_time()
            run()
            times.append(time.process_time() - began)
        ns = statistics.median(times) / (len(W) * steps) * 1e9
        print(json.dumps({"tool": sys.argv[1], "mass": mass, "precision": precision, "ns": ns}), flush=True)
    except Exception as error:
        print(f"{sys.argv[1]} {mass}: {error!r}"[:300], file=sys.stderr)


def tvb(steps=2000):
    from tvb.simulator.lab import connectivity, coupling, integrators, models, monitors, noise, simulator
    linear = lambda: coupling.Linear(a=np.array([0.01]))
    masses = {"wong_wang_ei": (models.ReducedWongWangExcInh, linear), "wong_wang": (models.ReducedWongWang, linear),
              "montbrio": (models.MontbrioPazoRoxin, linear), "wilson_cowan": (models.WilsonCowan, linear),
              "jansen_rit": (models.JansenRit, lambda: coupling.SigmoidalJansenRit(a=np.array([1.0]))),
              "stuart_landau": (models.SupHopf, linear), "kuramoto": (models.Kuramoto, lambda: coupling.Kuramoto(a=np.array([0.01])))}
    for mass, (model, couple) in masses.items():
        conn = connectivity.Connectivity(weights=W.copy(), tract_lengths=L.copy(), speed=np.array([SPEED]), centres=np.zeros((len(W), 3)),
                                         region_labels=np.array([f"r{i}" for i in range(len(W))]))
        conn.configure()
        scheme = integrators.HeunStochastic(dt=DT, noise=noise.Additive(nsig=np.array([1e-5])))
        sim = simulator.Simulator(model=model(), connectivity=conn, coupling=couple(), integrator=scheme,
                                  monitors=[monitors.TemporalAverage(period=1.0)])
        sim.configure()
        tell(mass, "f64", steps, lambda: sim.run(simulation_length=steps * DT))


def tvboptim(steps=10000):
    import jax
    from tvboptim.experimental.network_dynamics import Network, prepare
    from tvboptim.experimental.network_dynamics import coupling as c, dynamics, solvers
    from tvboptim.experimental.network_dynamics.dynamics import tvb as m
    from tvboptim.experimental.network_dynamics.graph import SparseDelayGraph
    from tvboptim.experimental.network_dynamics.noise import AdditiveNoise

    class Two(c.DelayedLinearCoupling):
        N_OUTPUT_STATES = 2
    line = lambda states, kind=c.DelayedLinearCoupling: lambda **k: kind(incoming_states=states, G=0.01, **k)
    masses = {"wong_wang_ei": (m.WongWangExcInh, line("S_e")), "wong_wang": (m.ReducedWongWang, line("S")),
              "montbrio": (m.MontbrioPazoRoxin, line(("r", "V"), Two)), "wilson_cowan": (m.WilsonCowan, line("E")),
              "jansen_rit": (m.JansenRit, lambda **k: c.DelayedSigmoidalJansenRit(incoming_states=("y1", "y2"), G=1.0, **k)),
              "stuart_landau": (m.SupHopf, line(("x", "y"), Two)),
              "kuramoto": (m.Kuramoto, lambda **k: c.DelayedKuramotoCoupling(incoming_states="theta", local_states="theta", G=0.01, **k))}
    graph = SparseDelayGraph(W.astype(np.float32), np.where(W > 0, L / SPEED, 0.0).astype(np.float32))
    for mass, (model, couple) in masses.items():
        net = Network(model(), {"delayed": couple(buffer_strategy="preallocated")}, graph, noise=AdditiveNoise(sigma=1e-3))
        step, state = prepare(net, solvers.Heun(), t0=0.0, t1=steps * DT, dt=DT)
        step = jax.jit(step)
        tell(mass, "f32", steps, lambda: jax.block_until_ready(jax.tree_util.tree_leaves(step(state))))


def neurolib(duration=500.0):
    from neurolib.models.hopf import HopfModel
    from neurolib.models.wc import WCModel
    from neurolib.models.ww import WWModel
    for mass, kind in (("wong_wang_ei", WWModel), ("wilson_cowan", WCModel), ("stuart_landau", HopfModel)):
        model = kind(Cmat=W.copy(), Dmat=L.copy(), seed=0)
        model.params.update({"signalV": SPEED, "duration": duration, "sampling_dt": 1.0, "sigma_ou": 0.01, "dt": DT})
        tell(mass, "f64", int(duration / DT), lambda: model.run(chunkwise=True, chunksize=20000))


{"tvb": tvb, "tvboptim": tvboptim, "neurolib": neurolib}[sys.argv[1]]()
