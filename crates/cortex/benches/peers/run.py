"""Measures Syntony and its peers on one core and writes docs/reference/speed.md: python3 crates/cortex/benches/peers/run.py [--tools tvbk,nest]

Needs network access the first time: the peers go into environments of their own under target/peers. With `--tools` only these
are measured and the page is printed, not written.
"""
import json, os, pathlib, platform, subprocess, sys, zipfile

ROOT = pathlib.Path(__file__).resolve().parents[4]
HERE, PEERS = pathlib.Path(__file__).resolve().parent, ROOT / "target" / "peers"
# Name, packages, what it does differently.
TOOLS = {
    "tvb": ("TVB", ["tvb-library==2.10.0", "tvb-data==3.0.0"], "2.10 (numba): stochastic Heun, coupling held over a step, noise in all states."),
    "tvboptim": ("tvboptim", ["tvboptim==0.4.0"], "0.4 (JAX): stochastic Heun, coupling held, sparse graph, its fastest buffer; its trajectory stays in memory."),
    "vbjax": ("vbjax", ["vbjax==0.0.19", "tqdm"],
              "0.0.19 (JAX): stochastic Heun, delays looked up twice a step, all pairs of regions; Montbrió-Pazó-Roxin is its own, other equations are ours."),
    "neurolib": ("neurolib", ["neurolib==0.6.2"], "0.6.2 (numba): Euler-Maruyama, one stage a step, so half of the work."),
    "cubnm": ("cuBNM", ["cubnm==0.1.0"],
              "0.1 (C++ on the CPU): Euler-Maruyama, half of the work, and noise drawn beforehand, not counted; BOLD is counted. 64 run one after another."),
    "brainmass": ("brainmass", ["brainmass==0.1.1", "brainpy==2.8.2"],
                  "0.1.1 (JAX, under `jit`): exponential Euler, one stage, noise held within it; Jansen-Rit with linear coupling and noise in one state."),
    "tvbk": ("tvbk", ["tvbk==0.5", "numpy", "scipy"], "0.5 (C++): stochastic Heun, coupling held, noise in all states; always eight lanes, so one brain costs what eight cost."),
    "vbi": ("vbi", ["vbi==0.4.4"], "0.4.4 (numba): stochastic Heun, **no delays** but for Stuart-Landau, where looking them up is a loop in Python."),
    "brian2": ("Brian2", ["brian2==2.9.0", "numpy<2.4"], "2.9 (compiled C++): stochastic Heun, coupling held, **no delays**, since its continuous coupling has none; the equations are ours."),
    "nest": ("NEST", ["nest-simulator==3.10.0"], "3.10 has none of these masses. Its tanh rate units (one state, exponential Euler, noise, delays) take {tanh} ns in f64."),
}
WITHOUT_DELAYS = ("vbi", "brian2")
MANY = {("tvbk", 8): "tvbk, 8 sets", ("tvbk", 64): "tvbk, 8 lanes x 8", ("tvboptim_shared", 64): "tvboptim, one noise for all",
        ("tvboptim", 64): "tvboptim, noise for each", ("vbjax", 64): "vbjax", ("cubnm", 64): "cuBNM"}
NAMES = {"wong_wang_ei": "reduced Wong-Wang E-I", "wong_wang": "reduced Wong-Wang", "montbrio": "Montbrió-Pazó-Roxin", "wilson_cowan": "Wilson-Cowan",
         "jansen_rit": "Jansen-Rit", "stuart_landau": "Stuart-Landau", "kuramoto": "Kuramoto"}
LIMITS = {("f64", 1): 16, ("f32", 1): 9, ("f64", 16): 12, ("f32", 16): 7}
TIMES = 4


def lines(command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **more)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"')]


def environment(tool):
    home = PEERS / tool
    if not (home / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([home / "bin/pip", "-q", "install", "--prefer-binary", "setuptools", "wheel", *TOOLS[tool][1]], check=True)
        (home / "done").touch()
    return home


def ratios(brains, peers):
    """What each mass' peers take, by what Syntony takes in their precision: the nearest first."""
    return {mass: sorted((p["ns"] / own[mass, p["precision"], brains], label) for label, p in peers if p["mass"] == mass) for mass in NAMES}


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def nearest(label, found):
    return row(label, "", *(f"{found[mass][0][0]:.1f} ({found[mass][0][1].split(',')[0]})" if found[mass] else "–" for mass in NAMES))


def figures(label, figure):
    """A row of one tool; `figure` gives the measurement of a mass or None."""
    found = {mass: figure(mass) for mass in NAMES}
    precision = next((f["precision"] for f in found.values() if f), "")
    return row(label, precision, *(f"{f['ns']:.0f}{'' if f['finite'] else '*'}" if f else "–" for f in found.values()))


chosen = sys.argv[sys.argv.index("--tools") + 1].split(",") if "--tools" in sys.argv else list(TOOLS)
data = next(environment("tvb").glob("lib/python*/site-packages/tvb_data/connectivity/connectivity_76.zip"))
brain = PEERS / "connectivity_76"
zipfile.ZipFile(data).extractall(brain)
bench = ["cargo", "bench", "--quiet", "-p", "syntony-cortex", "--bench", "cortex"]
subprocess.run([*bench, "--no-run"], check=True, cwd=ROOT)
syntony_bench = [*bench, "--", "--json", f"--connectome={data}"]
homes, missing = {}, []
for tool in chosen:
    try:
        homes[tool] = environment(tool)
    except subprocess.CalledProcessError as error:
        missing.append(f"{TOOLS[tool][0]}: installing it fails ({error.returncode})")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
passes = [lines(syntony_bench, cwd=ROOT)]
theirs = []
for tool, home in homes.items():
    try:
        theirs += lines([home / "bin/python", HERE / "peer.py", tool, brain / "weights.txt", brain / "tract_lengths.txt"], cwd=PEERS, stderr=subprocess.DEVNULL, timeout=600)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        missing.append(f"{TOOLS[tool][0]}: {'it ends early' if isinstance(error, subprocess.CalledProcessError) else 'more than ten minutes'}")
passes.append(lines(syntony_bench, cwd=ROOT))
own = {(a["mass"], a["precision"], a["brains"]): (a["ns"] + b["ns"]) / 2 for a, b in zip(*passes)}
spread = sorted(abs(a["ns"] - b["ns"]) / min(a["ns"], b["ns"]) * 100 for a, b in zip(*passes))
missing += [f"{TOOLS[t['tool'].split('_')[0]][0]}, {NAMES.get(t['mass'], t['mass'])}: {t['failed']}" for t in theirs if "failed" in t]
theirs = [t for t in theirs if "ns" in t]

processor = platform.processor() or platform.machine()
if os.path.exists("/proc/cpuinfo"):
    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith(("model name", "cpu family", "model\t"))]
    processor = f"{cpu[2]} (family {cpu[0]}, model {cpu[1]})" if len(cpu) > 2 else processor
by = {(t["tool"], t["mass"], t["brains"]): t for t in theirs}
singles = [(TOOLS[t["tool"]][0], t) for t in theirs if t["brains"] == 1]
delayed = [(label, t) for label, t in singles if t["tool"] not in WITHOUT_DELAYS]
ensembles = [(MANY[t["tool"], t["brains"]], t) for t in theirs if t["brains"] > 1]
one, many = ratios(1, singles), ratios(16, ensembles)
apart = ratios(16, [(label, t) for label, t in ensembles if t["tool"] != "tvboptim_shared"])
syntony = lambda precision, brains, label: row(f"Syntony, {label}", precision, *(f"{own[mass, precision, brains]:.1f}" for mass in NAMES))
head = row("", "", *NAMES.values()) + "\n" + "|---" * (len(NAMES) + 2) + "|"
main = [head, *(syntony(p, b, f"{b} brain{'s' * (b > 1)}") for p in ("f64", "f32") for b in (1, 16)),
        *(figures(TOOLS[tool][0], lambda mass: by.get((tool, mass, 1))) for tool in TOOLS if tool != "nest"),
        nearest("nearest peer / Syntony", one), nearest("nearest with delays", ratios(1, delayed))]
sets = [head, *(syntony(p, 16, "16 lanes x 4") for p in ("f64", "f32")),
        *(figures(label, lambda mass: by.get((tool, mass, brains))) for (tool, brains), label in MANY.items()),
        nearest("nearest peer / Syntony", many), nearest("nearest with noise for each", apart)]
tanh = f"{by['nest', 'tanh', 1]['ns']:.0f}" if ("nest", "tanh", 1) in by else "(not measured)"
notes = [f"- {name} {does.format(tanh=tanh)}" for name, _, does in TOOLS.values()] + [f"- Not measured: {reason}" for reason in dict.fromkeys(missing)]


def aims():
    """A line for each aim: what was measured and whether that is met."""
    first, *others = NAMES
    words = {key: f"{limit} in {key[0]} ({own[first, *key]:.1f}, {'met' if own[first, *key] <= limit else '**not met**'})" for key, limit in LIMITS.items()}
    above = [f"{NAMES[m]} {own[m, *key]:.1f} ({key[1]} in {key[0]})" for m in others for key, limit in LIMITS.items() if own[m, *key] > limit]
    said = [f"- Nanoseconds of {NAMES[first]}: one brain at most {words['f64', 1]} and {words['f32', 1]}, 16 at most\n  {words['f64', 16]} and {words['f32', 16]}. "
            f"Others above these limits: {', '.join(above) or 'none'}."]
    for what, found in (("one brain", one), ("64 brains", many), ("64 brains with noise for each", apart)):
        (least, label), mass = min((r[0], NAMES[m]) for m, r in found.items() if r)
        near = [f"{NAMES[m]} {r[0][0]:.1f} ({r[0][1]})" for m, r in found.items() if r and r[0][0] < TIMES]
        said.append(f"- {TIMES} times faster than the nearest peer, {what}: " + (f"**not met** by {', '.join(near)}." if near else f"met, least {least:.1f} ({mass}, {label})."))
    return "\n".join(said)


newline = "\n"
page = f"""# How fast whole cortices are

Nanoseconds of one core per node, step and brain. TVB's connectome of 76 regions (1494 tracts, delays of 1.6 to 46 ms at 3 mm/ms), steps of 0.1 ms,
noise, means over 1 ms. A minute of a brain is 45.6 million node-steps: 10 ns are 0.46 s. Everything was measured in one run on one machine,
{processor}, on one thread bound to one core, as CPU time; compiling is left out. Syntony
was measured before and after its peers: means are given, the two differ by {spread[len(spread) // 2]:.0f} % (median) to {spread[-1]:.0f} %.

## One brain

{newline.join(main)}

The last rows compare one brain in the peer's precision with the peer that comes nearest, whether or not it does the same work. \\* left the numbers
(NaN), – has none.

## Ensembles

64 brains that differ in coupling, nanoseconds for each of them.

{newline.join(sets)}

The last rows compare with 16 lanes of Syntony in the peer's precision.

## What the aims were

{aims()}

## What each does differently

- Syntony: stochastic Heun with coupling linear within a step, every brain with noise of its own; 16 are 16 lanes of one network. Noise enters one
  of the six states of Jansen-Rit, all states of the others.
{newline.join(notes)}
- One noise for all is what tvboptim does with many parameters: noise is drawn once, not 64 times. Noise for each gives every brain a key of its own.

`python3 crates/cortex/benches/peers/run.py` measures all of it again; `cargo bench -p syntony-cortex --bench cortex` Syntony alone.
"""
if "--tools" not in sys.argv:
    (ROOT / "docs/reference/speed.md").write_text(page)
print(page)
