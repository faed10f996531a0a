"""Measures Syntony and its peers on one machine and writes docs/reference/speed.md: python3 crates/brain/benches/peers/run.py

Needs network access the first time: the peers go into environments of their own under target/peers.
"""
import json, os, pathlib, platform, subprocess, sys, zipfile

ROOT = pathlib.Path(__file__).resolve().parents[4]
HERE, PEERS = pathlib.Path(__file__).resolve().parent, ROOT / "target" / "peers"
TOOLS = {"tvb": ["tvb-library==2.10.0", "tvb-data==3.0.0"], "tvboptim": ["tvboptim==0.4.0"], "neurolib": ["neurolib==0.6.2"]}
NAMES = {"wong_wang_ei": "reduced Wong-Wang E-I", "wong_wang": "reduced Wong-Wang", "montbrio": "Montbrió-Pazó-Roxin", "wilson_cowan": "Wilson-Cowan",
         "jansen_rit": "Jansen-Rit", "stuart_landau": "Stuart-Landau", "kuramoto": "Kuramoto"}


def lines(command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, **more)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def environment(tool):
    home = PEERS / tool
    if not (home / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([home / "bin/pip", "-q", "install", "--prefer-binary", "setuptools", "wheel", *TOOLS[tool]], check=True)
        (home / "done").touch()
    return home


data = next(environment("tvb").glob("lib/python*/site-packages/tvb_data/connectivity/connectivity_76.zip"))
brain = PEERS / "connectivity_76"
zipfile.ZipFile(data).extractall(brain)
ours = lines(["cargo", "bench", "--quiet", "-p", "syntony-brain", "--bench", "cortex", "--", "--json", f"--connectome={data}"])
theirs = []
for tool in TOOLS:
    python = environment(tool) / "bin/python"
    theirs += lines([python, HERE / "peer.py", tool, brain / "weights.txt", brain / "tract_lengths.txt"])

processor = platform.processor() or platform.machine()
if os.path.exists("/proc/cpuinfo"):
    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith(("model name", "cpu family", "model\t"))]
    processor = f"{cpu[2]} (family {cpu[0]}, model {cpu[1]})" if len(cpu) > 2 else processor
rows = []
for mass, name in NAMES.items():
    own = {(o["precision"], o["brains"]): o["ns"] for o in ours if o["mass"] == mass}
    peers = {t["tool"]: t for t in theirs if t["mass"] == mass}
    cells = [f"{own[key]:.1f}" for key in (("f64", 1), ("f64", 16), ("f32", 1), ("f32", 16))]
    cells += [f"{peers[tool]['ns']:.0f}" if tool in peers else "–" for tool in TOOLS]
    ratios = {tool: t["ns"] / own[t["precision"], 1] for tool, t in peers.items()}
    nearest = min(ratios, key=ratios.get)
    rows.append(f"| {name} | " + " | ".join(cells) + f" | {ratios[nearest]:.1f} ({nearest}) |")
table = "\n".join(rows)
(ROOT / "docs/reference/speed.md").write_text(f"""# How fast whole cortices are

Nanoseconds of one core per node and step. TVB's connectome of 76 regions (1494 tracts, delays of 1.6 to 46 ms at 3 mm/ms), steps of 0.1 ms,
noise, means over 1 ms. A minute of a brain is 45.6 million node-steps: 10 ns are 0.46 s.

| mass | Syntony f64, 1 brain | f64, 16 | f32, 1 brain | f32, 16 | TVB (f64) | tvboptim (f32) | neurolib (f64) | nearest peer / Syntony |
|---|---|---|---|---|---|---|---|---|
{table}

The last column compares one brain in the peer's precision with the peer that comes nearest. Everything was measured in one run on one machine,
{processor}, on one thread, as CPU time.

- Syntony: stochastic Heun with coupling linear within a step, every brain with noise of its own; 16 are 16 lanes of one network. Noise enters one
  of the six states of Jansen-Rit, all states of the others.
- TVB 2.10 (numba): stochastic Heun, coupling held over a step, noise in all states.
- tvboptim 0.4 (JAX): stochastic Heun, coupling held, sparse graph, its fastest buffer; time to compile is left out, its trajectory stays in memory.
- neurolib 0.6.2 (numba): Euler-Maruyama, one stage a step, so half of the work.

`python3 crates/brain/benches/peers/run.py` measures all of it again; `cargo bench -p syntony-brain --bench cortex` Syntony alone.
""")
print(table)
