"""Nanoseconds per node, step and brain of one peer: peer.py TOOL WEIGHTS.txt LENGTHS.txt; one JSON object a line.

Delays at 3 mm/ms, steps of 0.1 ms, one thread, CPU time of the process and what it started, median of three after a warm-up that also compiles.
Stochastic Heun wherever a tool has it; what a tool does otherwise stands in run.py. Ensembles are 64 brains that differ in coupling.
"""
import json, logging, os, resource, statistics, sys, warnings
for name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
warnings.filterwarnings("ignore"); logging.disable(logging.CRITICAL)
import numpy as np

SPEED, DT, SETS = 3.0, 0.1, 64
GAINS = np.linspace(0.005, 0.02, SETS, dtype=np.float32)
W, L = np.loadtxt(sys.argv[2]), np.loadtxt(sys.argv[3])
np.fill_diagonal(W, 0.0)
W /= W.max()

# For tools that take equations: what a region sends, then helpers and slopes per ms with the coupling `c`.
EQUATIONS = {
    "wong_wang_ei": ("s_pre", ["a = 310*(0.21*s - q + 0.382 + 0.15*c) - 125", "b = 615*(0.15*s - q + 0.2674) - 177",
                               "s' = -s/100 + (1 - s)*0.000641*a/(1 - exp(-0.16*a))", "q' = -q/10 + 0.001*b/(1 - exp(-0.087*b))"]),
    "wong_wang": ("s_pre", ["a = 0.27*(0.2609*(0.6*s + c) + 0.33) - 0.108", "s' = -s/100 + (1 - s)*0.641*a/(1 - exp(-154*a))"]),
    "montbrio": ("r_pre", ["r' = (1/pi + 2*r*v)/10", "v' = (v*v - 5 + 15*r + c - pi*pi*r*r)/10"]),
    "wilson_cowan": ("s_pre", ["s' = ((1 - s)/(1 + exp(-1.2*(12*s - 4*q + c - 2.8))) - s)/10", "q' = ((1 - q)/(1 + exp(4 - 13*s + 11*q)) - q)/10"]),
    "jansen_rit": ("1/(1 + exp(0.56*(6 - y_pre + z_pre)))", [
        "x' = u", "y' = v", "z' = w_", "u' = 0.325*0.005/(1 + exp(0.56*(6 - y + z))) - 0.2*u - 0.01*x",
        "v' = 0.325*(0.22 + c + 108*0.005/(1 + exp(0.56*(6 - 135*x)))) - 0.2*v - 0.01*y",
        "w_' = 1.1*33.75*0.005/(1 + exp(0.56*(6 - 33.75*x))) - 0.1*w_ - 0.0025*z"]),
    "stuart_landau": ("x_pre", ["q = 0.02 + x*x + y*y", "x' = c - q*x - 0.06*y", "y' = 0.06*x - q*y"]),
    "kuramoto": ("sin(theta_pre - theta_post)", ["theta' = 0.06 + c"]),
}


def spent():
    return sum(r.ru_utime + r.ru_stime for r in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def fail(mass, error):
    print(json.dumps({"tool": sys.argv[1], "mass": mass, "failed": f"{error!r}"[:120]}), flush=True)


def tell(mass, precision, steps, run, brains=1, repeats=3, tool=sys.argv[1]):
    try:
        out, times = run(), []
        for _ in range(repeats):
            began = spent()
            run()
            times.append(spent() - began)
        ns = statistics.median(times) / (len(W) * steps * brains) * 1e9
        finite = out is None or bool(np.isfinite(out).all())
        print(json.dumps({"tool": tool, "mass": mass, "precision": precision, "brains": brains, "ns": ns, "finite": finite}), flush=True)
    except Exception as error:
        fail(mass, error)


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
        tell(mass, "f64", steps, lambda: sim.run(simulation_length=steps * DT)[0][1])


def tvboptim(steps=10000, many=2000):
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
        tell(mass, "f32", steps, lambda: np.asarray(step(state).ys))
        step, state = prepare(net, solvers.Heun(), t0=0.0, t1=many * DT, dt=DT)

        def one(gain, key):
            own = jax.tree_util.tree_map(lambda value: value, state)
            own.coupling.delayed.G, own.noise.key = gain, key
            return step(own).ys[::10, 0]
        keys = jax.random.split(jax.random.PRNGKey(1), SETS)
        shared, each = jax.jit(jax.vmap(one, (0, None))), jax.jit(jax.vmap(one))
        tell(mass, "f32", many, lambda: np.asarray(shared(GAINS, keys[0])), SETS, tool="tvboptim_shared")
        tell(mass, "f32", many, lambda: np.asarray(each(GAINS, keys)), SETS)


def neurolib(duration=500.0):
    from neurolib.models.hopf import HopfModel
    from neurolib.models.wc import WCModel
    from neurolib.models.ww import WWModel
    for mass, kind in (("wong_wang_ei", WWModel), ("wilson_cowan", WCModel), ("stuart_landau", HopfModel)):
        model = kind(Cmat=W.copy(), Dmat=L.copy(), seed=0)
        model.params.update({"signalV": SPEED, "duration": duration, "sampling_dt": 1.0, "sigma_ou": 0.01, "dt": DT})

        def run():
            model.run(chunkwise=True, chunksize=20000)
            return model.output
        tell(mass, "f64", int(duration / DT), run)


def vbjax(steps=4000, chunk=1000):
    import jax, jax.numpy as jnp
    import vbjax as vb
    delay = vb.make_delay_helper(jnp.array(W, dtype=jnp.float32), jnp.array(L, dtype=jnp.float32), dt=DT, v_c=SPEED)
    weights, past, names = jnp.array(W, dtype=jnp.float32), int(delay.max_lag), {"exp": jnp.exp, "sin": jnp.sin, "pi": np.pi}

    def build(mass, chunk):
        sent, lines = EQUATIONS[mass]
        states = [line.split("' = ")[0] for line in lines if "' = " in line]

        def slope(buffer, x, t, g):
            if mass == "montbrio":
                return vb.mpr_dfun(x, g * vb.delay_apply(delay, t, buffer), vb.mpr_default_theta)
            scope = dict(zip(states, x), **names)
            if sent in [f"{name}_pre" for name in states]:
                scope["c"] = g * vb.delay_apply(delay, t, buffer)[states.index(sent[:-4])]
            else:
                scope.update({f"{name}_pre": buffer[t - delay.lags, k, delay.ix_lag_from] for k, name in enumerate(states)})
                scope.update({f"{name}_post": x[k][:, None] for k, name in enumerate(states)})
                scope["c"] = g * (weights * eval(sent, scope)).sum(1)
            for name, value in (line.split(" = ") for line in lines):
                scope[name.replace("'", "_slope")] = eval(value, scope)
            return jnp.array([scope[f"{name}_slope"] for name in states])
        _, loop = vb.make_sdde(DT, past, slope, 1e-3, adhoc=vb.mpr_r_positive if mass == "montbrio" else None)

        def means(buffer, g):
            buffer, x = loop(buffer, g)
            return buffer, x[:, 0].reshape(chunk // 10, 10, -1).mean(1)
        return vb.make_continuation(means, chunk, past, len(W), len(states), stochastic=True), jnp.full((past + chunk + 1, len(states), len(W)), 0.1)

    for mass in EQUATIONS:
        advance, first = build(mass, chunk)

        def run():
            buffer = first
            for key in jax.random.split(jax.random.PRNGKey(1), steps // chunk):
                buffer, x = advance(buffer, 0.01, key)
            return np.asarray(x)
        tell(mass, "f32", steps, run)
    for mass in EQUATIONS:
        advance, first = build(mass, 100)
        advance, many = jax.jit(jax.vmap(advance)), jnp.tile(first[None], (SETS, 1, 1, 1))
        tell(mass, "f32", 100, lambda: np.asarray(advance(many, GAINS, jax.random.split(jax.random.PRNGKey(1), SETS))[1]), SETS)


def cubnm(seconds=3):
    from cubnm.sim.jr import JRSimGroup
    from cubnm.sim.kuramoto import KuramotoSimGroup
    from cubnm.sim.rww import rWWSimGroup
    from cubnm.sim.rwwex import rWWExSimGroup
    from cubnm.sim.wc import WCSimGroup
    for mass, kind, more in (("wong_wang_ei", rWWSimGroup, {"do_fic": False}), ("wong_wang", rWWExSimGroup, {}), ("wilson_cowan", WCSimGroup, {}),
                             ("jansen_rit", JRSimGroup, {}), ("kuramoto", KuramotoSimGroup, {})):
        for sets in (1, SETS):
            if sets > 1 and mass == "kuramoto":
                continue
            length = seconds if sets == 1 and mass != "kuramoto" else 1
            group = kind(duration=length, TR=1, sc=W, sc_dist=L, dt="0.1", force_cpu=True, do_fc=False, do_fcd=False, gof_terms=[],
                         noise_segment_length=1, bold_remove_s=0, window_size=2, **more)
            group.N = sets
            group.param_lists.update({"G": np.resize(GAINS, sets), "v": np.full(sets, SPEED)})
            group._set_default_params(missing=True)

            def run():
                group.run()
                return group.sim_bold
            tell(mass, "f64", length * 10000, run, sets, repeats=3 if sets == 1 else 1)


def brainmass(steps=5000):
    import brainmass as m, brainstate, brainunit as u
    noise = lambda unit=1.0: m.GaussianNoise(len(W), sigma=1e-3 * unit)
    masses = {"wong_wang_ei": (lambda: m.WongWangExcInhStep(len(W), noise_e=noise(), noise_i=noise()), "S_e", "additive"),
              "wilson_cowan": (lambda: m.WilsonCowanStep(len(W), noise_E=noise(), noise_I=noise()), "rE", "additive"),
              "montbrio": (lambda: m.MontbrioPazoRoxinStep(len(W), noise_r=noise(u.Hz), noise_v=noise()), "r", "additive"),
              "jansen_rit": (lambda: m.JansenRitStep(len(W), noise_E=noise(u.Hz)), "M", "additive"),
              "stuart_landau": (lambda: m.HopfStep(len(W), a=0.1, noise_x=noise(), noise_y=noise()), "x", "diffusive")}
    brainstate.environ.set(dt=DT * u.ms)
    for mass, (model, state, coupling) in masses.items():
        try:
            net = m.Network(model(), conn=W, distance=L, speed=SPEED, coupling=coupling, coupled_var=state, k=0.01)
            sim = m.Simulator(net, dt=DT * u.ms)
            go = brainstate.transform.jit(lambda: sim.run(steps * DT * u.ms, monitors=lambda n: getattr(n.node, state).value, sample_every=10)["output"])
            tell(mass, "f32", steps, lambda: np.asarray(u.get_mantissa(go())))
        except Exception as error:
            fail(mass, error)


def tvbk(steps=4000, horizon=512):
    import tvbk as m
    to, source = W.nonzero()
    conn = m.Conn(len(W), len(to))
    conn.weights[:], conn.indices[:] = W[to, source], source
    conn.indptr[:] = np.searchsorted(to, np.arange(len(W) + 1))
    conn.idelays[:] = np.floor(L[to, source] / SPEED / DT) + 2
    masses = {"montbrio": (m.step_mpr, 2, [1.0, 0.0, 1.0, 15.0, -5.0, 0.01]),
              "jansen_rit": (m.step_jr, 6, [3.25, 22.0, 0.1, 0.05, 5.52, 0.0025, 0.56, 135.0, 1.0, 0.8, 0.25, 0.25, 0.22, 0.0])}
    for mass, (step, states, numbers) in masses.items():
        for batches in (1, SETS // 8):
            ring = m.Cx8s(len(W), horizon, batches)
            ring.buf[:], ring.cx1[:], ring.cx2[:] = 0.1, 0.0, 0.0
            x = np.zeros((batches, states, len(W), 8), np.float32)
            means, noise = np.zeros_like(x), np.full((batches, states, 8), 1e-3, np.float32)
            params = np.tile(np.array(numbers, np.float32)[:, None], (batches, len(W), 1, 8))
            seed = np.arange(batches * 32, dtype=np.uint64).reshape(batches, 8, 4) + 1
            now = [0]

            def run():
                for _ in range(steps // 10):
                    step(ring, conn, x, means, noise, params, now[0], 10, DT, seed)
                    now[0] += 10
                return x
            # Lanes come in eights: one brain costs as much as eight.
            for brains in ((1, 8) if batches == 1 else (SETS,)):
                tell(mass, "f32", steps, run, brains)


def vbi():
    from vbi.models.numba import jansen_rit, mpr, rww, sl, wilson_cowan, ww
    quiet = {"RECORD_BOLD": False}
    masses = {"wong_wang_ei": (ww.WW_sde, {"G_exc": 0.01, "noise_amp": 1e-3, "RECORD_S": True, "s_decimate": 10, **quiet}, "S"),
              "wong_wang": (rww.RWW_sde, {"G": 0.01, "sigma": 1e-3, "s_decimate": 10, **quiet}, "S"),
              "montbrio": (mpr.MPR_sde, {"G": 0.01, "rv_decimate": 10, **quiet}, "rv_d"),
              "wilson_cowan": (wilson_cowan.WC_sde_numba, {"g_e": 0.01, "noise_amp": 1e-3, "decimate": 10}, "E"),
              "jansen_rit": (jansen_rit.JR_sde, {"G": 1.0, "decimate": 10}, "x"),
              "stuart_landau": (sl.SL_sde, {"G": 0.01, "tr_len": L.copy(), "speed": SPEED, "x_decimate": 10}, "X")}
    for mass, (model, numbers, shown) in masses.items():
        # Delays are a loop in Python, 100 times slower than the rest. A step of Montbrió's is 0.01 units of 10 ms, and running it changes its end.
        steps = 300 if mass == "stuart_landau" else 10000
        some = {"weights": W.copy(), "t_cut": 0.0, "dt": DT, "t_end": steps * DT, **numbers}
        if mass == "montbrio":
            some["dt"] = DT / 10
        tell(mass, "f64", steps, lambda: model(dict(some)).run()[shown])


def brian2(steps=50000):
    import brian2 as b
    to, source = W.nonzero()
    for mass, (sent, lines) in EQUATIONS.items():
        try:
            b.set_device("cpp_standalone", build_on_run=False)
            b.defaultclock.dt = DT * b.ms
            states = [line.split("' = ")[0] for line in lines if "' = " in line]
            code = [f"d{name[:-1]}/dt = ({value})/ms + 0.001*xi_{name[:-1]}*ms**-0.5 : 1" if name.endswith("'") else f"{name} = {value} : 1"
                    for name, value in (line.split(" = ") for line in lines)]
            group = b.NeuronGroup(len(W), "\n".join([*code, "c : 1"]), method="heun")
            for name in states:
                setattr(group, name, 0.1)
            edges = b.Synapses(group, group, f"w : 1\nc_post = w*({sent}) : 1 (summed)")
            edges.connect(i=source, j=to)
            edges.w = 0.01 * W[to, source]
            monitor = b.StateMonitor(group, states[0], record=True, dt=1 * b.ms)
            b.run(steps * DT * b.ms)
            b.device.build(directory="brian2_built", compile=True, run=False)

            def run():
                b.device.run(with_output=False)
                return np.asarray(getattr(monitor, states[0]))
            tell(mass, "f64", steps, run)
        except Exception as error:
            fail(mass, error)
        b.device.reinit()


def nest(milliseconds=500.0):
    import nest as n
    n.set_verbosity("M_ERROR")
    n.ResetKernel()
    n.resolution, n.local_num_threads, n.use_wfr = DT, 1, False
    units = n.Create("tanh_rate_ipn", len(W), {"tau": 10.0, "sigma": 0.1, "mu": 0.0, "g": 0.5})
    ids, (to, source) = np.array(units.tolist()), W.nonzero()
    delays = np.maximum(np.round(L[to, source] / SPEED, 1), DT)
    n.Connect(ids[source], ids[to], "one_to_one", {"synapse_model": "rate_connection_delayed", "weight": 0.01 * W[to, source], "delay": delays})

    def run():
        n.Simulate(milliseconds)
        return np.array(units.get("rate"))
    tell("tanh", "f64", int(milliseconds / DT), run)


globals()[sys.argv[1]]()
