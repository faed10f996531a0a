//! Whatever is in the files of a connectome and in other tables: words come back, no panic, no endless work, bounded memory.
//!
//! `PROPTEST_CASES=1000000 cargo test --release --workspace --test robust_tables` tries a million of each.

#[path = "../../model/tests/mutate/mod.rs"]
mod mutate;

use mutate::{cases, in_words};
use proptest::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use syntony_cortex::Connectome;
use syntony_language::quantity::Dimension;
use syntony_language::table::{CellTable, without_remark};
use syntony_language::{Problems, Quantity};
use syntony_model::Atlas;

/// What is allocated now, and was at most.
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[allow(unsafe_code)] // counts what the system's allocator is asked for
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| Atlas::embedded("human").unwrap());

const REGIONS: &str = "region,atlas\na,nacc\nb,vta\nc,-\n";
const LENGTHS: &[u8] = b",a,b,c\na,0,60,90\nb,60,0,40\nc,90,40,0\n";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn npy() -> Vec<u8> {
    let head = format!("{:117}\n", "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 3), }");
    let data: Vec<u8> =
        [0.0, 3.0, 1.0, 3.0, 0.0, 2.0, 1.0, 2.0, 0.0_f64].iter().flat_map(|x| x.to_le_bytes()).collect();
    [b"\x93NUMPY\x01\x00\x76\x00", head.as_bytes(), &data].concat()
}

/// An element of a MAT file.
fn element(kind: u32, data: &[u8]) -> Vec<u8> {
    let mut all = [&kind.to_le_bytes()[..], &(data.len() as u32).to_le_bytes()[..], data].concat();
    all.resize(all.len().next_multiple_of(8), 0);
    all
}

/// A square matrix of a MAT file.
fn square(class: u8, n: u32, name: &[u8], data: &[u8]) -> Vec<u8> {
    let flags = element(6, &[class, 0, 0, 0, 0, 0, 0, 0]);
    let sizes = [n.to_le_bytes(), n.to_le_bytes()].concat();
    element(14, &[&flags[..], &element(5, &sizes), &element(1, name), data].concat())
}

/// A MAT file of these matrices.
fn mat_of(matrices: &[Vec<u8>], packed: bool) -> Vec<u8> {
    let mut file = format!("{:124}", "MATLAB 5.0 MAT-file").into_bytes();
    file.extend([0, 1, b'I', b'M']);
    for matrix in matrices {
        match packed {
            true => {
                let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                zlib.write_all(matrix).unwrap();
                let bytes = zlib.finish().unwrap();
                file.extend(15_u32.to_le_bytes());
                file.extend((bytes.len() as u32).to_le_bytes());
                file.extend(bytes);
            }
            false => file.extend(matrix),
        }
    }
    file
}

fn mat(packed: bool) -> Vec<u8> {
    let values: Vec<u8> = (0..9).flat_map(|k| f64::from(k % 4).to_le_bytes()).collect();
    let sparse = [
        element(5, &[0, 0, 0, 0, 2, 0, 0, 0]),
        element(5, &[0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]),
        element(9, &values[..16]),
    ];
    let all = [
        square(6, 3, b"weights", &element(9, &values)),
        square(5, 3, b"tract_lengths", &sparse.concat()),
        square(4, 3, b"labels", &element(4, b"a\0b\0c\0d\0e\0f\0g\0h\0i\0")),
    ];
    mat_of(&all, packed)
}

fn hdf() -> Vec<u8> {
    let mut file = hdf5_pure::FileBuilder::new();
    for name in ["weights", "tract_lengths", "centres"] {
        file.create_dataset(name)
            .with_f64_data(&[0.0, 3.0, 1.0, 3.0, 0.0, 2.0, 1.0, 2.0, 0.0])
            .with_shape(&[3, 3]);
    }
    file.finish().unwrap()
}

/// A packed HDF5 file of ones.
fn hdf_of_ones(n: usize) -> Vec<u8> {
    let mut file = hdf5_pure::FileBuilder::new();
    let set = file.create_dataset("weights").with_u8_data(&vec![1; n * n]).with_shape(&[n as u64, n as u64]);
    set.with_chunks(&[n as u64, n as u64]).with_deflate(6);
    file.finish().unwrap()
}

/// Files of every kind that is read, as they should be.
static GOOD: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let text: Vec<u8> = "0;3,5;1\n3,5;0;2\n1;2;0\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        (
            "weights.csv",
            b"\xef\xbb\xbf\"\",\"V1\",\"V2\",\"V3\"\r\n\"1\",0,3,1\r\n\"2\",3,0,2\r\n\"3\",1,2,0\r\n"
                .to_vec(),
        ),
        ("weights.csv", text),
        ("weights.csv", b"0 1D0 # remark\n1,5\t0\nsep=;\n\"a\"\"b\";1\n".to_vec()),
        ("weights.npy", npy()),
        ("weights.npz", zip(&[("arr_0.npy", &npy())])),
        ("weights.mat", mat(false)),
        ("all.mat", mat(true)),
        ("all.h5", hdf()),
        (
            "all.zip",
            zip(&[
                ("weights.txt", b"0 3 1\n3 0 2\n1 2 0\n"),
                ("centres.txt", b"rV1 -70 -13 -8\nlV1 -68 13 -8\nrM1 5 -34 45\n"),
            ]),
        ),
        ("centres.csv", b"label;x;y;z\n\"Gyrus, a\";-1,5;2;3\nrV1;1;2;3\nc;1;2;3\n".to_vec()),
        ("labels.csv", b"1 a\n2 b c\n3 d # e\n".to_vec()),
        ("maps.csv", b"region,otr,age\nb,0.5,3\na,1,2\nc,2,1\n".to_vec()),
    ]
});

/// One of them with bytes changed, taken out, put in, doubled or cut off.
fn mutated() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let piece = prop::sample::select(vec![
        &b"\""[..],
        b"\"\"",
        b",",
        b";",
        b"\t",
        b" ",
        b"\n",
        b"\r",
        b"#",
        b"\0",
        b"\xff\xfe",
        b"\xff\xff\xff\xff",
        b"\xef\xbb\xbf",
        b"nan",
        b"1e999",
        b"-",
        b"1,5",
        b"sep=;\n",
        b"\xe2\x88\x92",
        b"\xc2\xa0",
    ]);
    let change = (0..5u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>(), piece);
    (0..GOOD.len(), prop::collection::vec(change, 0..6)).prop_map(|(which, changes)| {
        let (name, mut bytes) = GOOD[which].clone();
        for (how, at, other, byte, piece) in changes {
            let (at, other) = (at.index(bytes.len() + 1), other.index(bytes.len() + 1));
            let (from, to) = (at.min(other), at.max(other));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => drop(bytes.splice(at..at, piece.iter().copied())),
                2 => drop(bytes.drain(from..to.min(from + 8))),
                3 => {
                    let doubled = bytes[from..to.min(from + 64)].to_vec();
                    drop(bytes.splice(from..from, doubled));
                }
                _ => bytes.truncate(to.max(8).min(bytes.len())),
            }
        }
        (name, bytes)
    })
}

fn connectome() -> Connectome {
    Connectome::of_files("C", &[("weights.csv", LENGTHS), ("tract_lengths.csv", LENGTHS)])
        .unwrap_or_else(|p| panic!("{p}"))
}

#[test]
fn keeps_the_table_that_mutations_start_from_good() {
    connectome().locate(Some(("regions.csv", REGIONS)), &ATLAS).unwrap_or_else(|p| panic!("{p}"));
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn keeps_calm_with_mutated_connectomes((name, bytes) in mutated()) {
        let files: &[(&str, &[u8])] = match name {
            n if n.starts_with("weights") => &[(name, &bytes), ("tract_lengths.csv", LENGTHS)],
            n if n.starts_with("all") => &[(name, &bytes)],
            _ => &[("weights.csv", LENGTHS), ("tract_lengths.csv", LENGTHS), (name, &bytes)],
        };
        match Connectome::of_files("C", files) {
            Ok(c) => {
                let n = c.regions();
                prop_assert!(c.weights.len() == n * n && c.lengths.len() == n * n && n > 1);
                prop_assert!(c.weights.iter().all(|w| w.is_finite() && *w >= 0.0));
                prop_assert!(c.lengths.iter().all(|l| l.is_finite() && *l >= 0.0));
                prop_assert!(c.centres.is_none_or(|c| c.len() == n && c.iter().flatten().all(|x| x.is_finite())));
            }
            Err(said) => prop_assert!(in_words(&said)),
        }
    }

    #[test]
    fn keeps_calm_with_mutated_tables_quantities_and_overrides((_, bytes) in mutated()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut connectome = Connectome::of_files("C", &[("weights.csv", LENGTHS), ("lengths.csv", b"0 1 1\n1 0 1\n1 1 0")]).unwrap();
        let _ = connectome.locate(Some(("regions.csv", &text)), &ATLAS);
        let table = CellTable::new("t", &text);
        for row in table.all(&mut Problems::default()) {
            prop_assert!(row.line > 0 && !row.cells.is_empty());
            for cell in &row.cells {
                let _ = Quantity::parse_as(&table.quantity(cell), &[Dimension::TIME, Dimension::RATE]);
                let digits = cell.text.contains(|c: char| c.is_ascii_digit());
                prop_assert!(table.number(cell).is_none_or(|(x, comma)| digits || !comma && !x.is_normal()));
            }
        }
        for line in text.lines() {
            prop_assert!(line.contains(without_remark(line)));
        }
    }

    #[test]
    fn keeps_calm_with_mutated_tables_of_regions(text in mutate::mutated(vec![REGIONS])) {
        let mut connectome = connectome();
        match connectome.locate(Some(("regions.csv", &text)), &ATLAS) {
            Ok(()) => prop_assert!(connectome.sites.iter().flatten().all(|s| ATLAS.regions.contains_key(s))),
            Err(said) => prop_assert!(in_words(&said), "{}", said),
        }
    }
}

#[test]
fn keeps_memory_below_a_gibibyte_for_a_megabyte_of_anything() {
    let many = |piece: &str| piece.repeat((1 << 20) / piece.len()).into_bytes();
    let bomb = |inner: &str, piece: &str| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(inner, zip::write::SimpleFileOptions::default()).unwrap();
        let block = piece.repeat((1 << 20) / piece.len());
        (0..70).for_each(|_| zip.write_all(block.as_bytes()).unwrap());
        zip.finish().unwrap().into_inner()
    };
    let row = "0 ".repeat(5000) + "\n";
    let sparse = [element(5, &[0; 4]), element(5, &[0; 4]), element(9, &[0; 8])].concat();
    let inputs: Vec<(&str, Vec<u8>)> = vec![
        ("weights.csv", many("0 ")),
        ("weights.csv", many("0,\n")),
        ("weights.csv", many("\"")),
        ("weights.csv", many("\"a\"\"\n")),
        ("weights.csv", many("x,y\n")),
        ("labels.csv", many(",")),
        ("labels.csv", many("a\n")),
        ("centres.csv", many("a 1 2 3\n")),
        ("maps.csv", many("a,")),
        ("all.zip", bomb("weights.csv", "0 ")),
        ("all.zip", bomb("weights.csv", &row)),
        ("all.zip", bomb("centres.csv", "a 1 2 3\n")),
        // what unpacks to seventy times as much, what claims any size, what is one thing after another
        ("all.mat", mat_of(&[square(6, 3000, b"weights", &element(2, &vec![1; 9_000_000]))], true)),
        ("all.mat", mat_of(&[square(6, u32::MAX, b"weights", &element(2, &[1]))], false)),
        ("all.mat", mat_of(&[square(5, 4096, b"weights", &sparse)], false)),
        ("all.mat", mat_of(&vec![square(5, 4000, b"weights", &sparse); 5000], false)),
        ("all.mat", mat_of(&vec![square(4, 1 << 12, b"labels", &element(4, b"a\0b\0")); 8000], false)),
        ("all.h5", hdf_of_ones(3000)),
        ("all.h5", [&hdf()[..500], &many("\x01")[500..]].concat()),
    ];
    for (name, bytes) in inputs {
        assert!(bytes.len() <= 1 << 20, "{name}: {} bytes", bytes.len());
        MOST.store(NOW.load(Ordering::Relaxed), Ordering::Relaxed);
        let files: &[(&str, &[u8])] = match name {
            "all.mat" | "all.h5" => &[(name, &bytes)],
            "weights.csv" | "all.zip" => &[(name, &bytes), ("tract_lengths.csv", LENGTHS)],
            _ => &[("weights.csv", LENGTHS), ("tract_lengths.csv", LENGTHS), (name, &bytes)],
        };
        let said = Connectome::of_files("C", files).unwrap_err();
        assert!(said.0.len() < 100, "{name}: {} problems", said.0.len());
        let most = MOST.load(Ordering::Relaxed) >> 20;
        assert!(
            most < 1024,
            "{name}: {most} MiB for {:?}",
            String::from_utf8_lossy(&bytes[..20.min(bytes.len())])
        );
    }
}
