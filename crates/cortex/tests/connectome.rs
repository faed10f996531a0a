//! Connectomes: what is read from folders and archives, and what is said of those that are wrong.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use syntony_cortex::Connectome;
use syntony_model::Atlas;

/// A folder of its own with files in it.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("syntony-connectome-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    for (file, text) in files {
        fs::write(path.join(file), text).unwrap();
    }
    path
}

fn read(path: &std::path::Path) -> Result<Connectome, String> {
    let given = path.display().to_string();
    let done = Connectome::read(&given).map_err(|p| p.to_string().replace(&given, "C"));
    let _ = fs::remove_dir_all(path);
    done
}

const WEIGHTS: &str = "0 1 0\n0.5 0 2\n0 2 0\n";
const LENGTHS: &str = "0;10;20\n10;0;30\n20;30;0\n";

#[test]
fn exact_numbers_of_a_folder() {
    let maps = "region,otr,age\nb,0.5,3\n\"a\",1,2\nc,2,1\n";
    let files =
        [("weights.txt", WEIGHTS), ("lengths.csv", LENGTHS), ("labels.csv", "a\nb\nc"), ("maps.csv", maps)];
    let c = read(&folder("whole", &files)).unwrap();
    assert_eq!(c.weights, [0.0, 1.0, 0.0, 0.5, 0.0, 2.0, 0.0, 2.0, 0.0]);
    assert_eq!(c.lengths[5], 0.03);
    assert_eq!((c.labels.join(" "), c.tracts()), ("a b c".into(), 4));
    assert_eq!(c.map("otr"), Some(&[1.0, 0.5, 2.0][..]));
    assert_eq!(c.notes.len(), 1, "{:?}", c.notes);
}

#[test]
fn same_from_a_folder_an_archive_and_a_table_with_labels() {
    let centres = "a 1 2 3\nb 4 5 6\nc 7 8 9\n";
    let files = [("weights.txt", WEIGHTS), ("tract_lengths.txt", LENGTHS), ("centres.txt", centres)];
    let whole = read(&folder("folder", &files)).unwrap();
    let path = folder("archive", &[]).join("c.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, text) in files.iter().chain(&[("info.txt", "made by hand")]) {
        zip.start_file(format!("inside/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    assert_eq!(whole, Connectome::read(&path.display().to_string()).unwrap());
    let labelled = "from,a,b,c\na,0,1,0\nb,0.5,0,2\nc,0,2,0\n";
    let table = read(&folder("table", &[("weights.csv", labelled), ("lengths.csv", LENGTHS)])).unwrap();
    assert_eq!((table.weights, table.labels), (whole.weights, whole.labels));
    let _ = fs::remove_dir_all(path.parent().unwrap());
}

#[test]
fn text_every_problem_at_once() {
    let check = |name: &str, files: &[(&str, &str)], want: &[&str]| {
        let said = read(&folder(name, files)).unwrap_err();
        for words in want {
            assert!(said.contains(words), "{name}: no '{words}' in\n{said}");
        }
    };
    let values =
        [("weights.csv", "0,-1,nan\n1,0,2\n0,2,0"), ("tract_lengths.csv", "0,-5,20\n10,0,30\n20,30,0")];
    check(
        "values",
        &values,
        &[
            "C/weights.csv:1:2: -1 is negative, expected a weight",
            "C/weights.csv:1:3: NaN is not a finite",
            "C/tract_lengths.csv:1:2: -5 is negative, expected a length",
        ],
    );
    let cells = [("weights.csv", "0,x,1\n1,0\n0,2,0"), ("tract_lengths.csv", "0,1,y\n1,0,1\n1,1,0")];
    check(
        "cells",
        &cells,
        &[
            "C/weights.csv:1:2: 'x' is no number",
            "C/weights.csv:2: 2 cells, expected 3 as in line 1",
            "'y' is no number",
        ],
    );
    check(
        "shape",
        &[("weights.csv", "0,1,1\n0,0,1"), ("lengths.csv", "0,1\n1,0")],
        &["2 rows of 3", "2 rows of 2, expected 2 of 3"],
    );
    check("missing", &[("weights.csv", "0,1\n1,0")], &["has no tract_lengths", "lengths in mm"]);
    let far = [("weights.csv", "0,1\n1,0"), ("lengths.csv", "0,50000\n50000,0")];
    check("units", &far, &["the longest tract has 50000, expected mm", "in µm"]);
    let more = [
        ("weights.csv", "0,1\n1,0"),
        ("lengths.csv", "0,50\n50,0"),
        ("labels.csv", "left\nleft"),
        ("maps.csv", "region,otr\nlefft,1\n"),
    ];
    check("twice", &more, &["labels.csv: the label 'left' is there twice"]);
    let more = [more[0], more[1], ("labels.csv", "left\nright"), more[3]];
    check("names", &more, &["no region 'lefft'", "did you mean 'left'?", "'otr' has no number"]);
}

#[test]
fn exact_rule_of_the_synthetic_connectome() {
    for n in [2, 7, 76, 200] {
        let c = Connectome::read(&format!("synthetic:{n}")).unwrap();
        let pairs = n * (n - 1) / 2;
        assert_eq!(c.tracts(), 2 * ((pairs as f64 * 0.26).round() as usize).max(1));
        for (a, b) in (0..n * n).map(|k| (k / n, k % n)) {
            assert_eq!(c.weights[a * n + b], c.weights[b * n + a]);
            assert!(a == b || (1e-3..0.3).contains(&c.lengths[a * n + b]), "{}", c.lengths[a * n + b]);
        }
        assert_eq!(c.weights.iter().copied().fold(0.0, f64::max), 1.0);
    }
    for wrong in ["synthetic:1", "synthetic:x", "synthetic:-3"] {
        assert!(Connectome::read(wrong).unwrap_err().to_string().contains("expected 2 to 20000"));
    }
}

fn labelled(labels: &str) -> Connectome {
    let n = labels.lines().count();
    let square = |x: &str| (0..n).map(|_| vec![x; n].join(",") + "\n").collect::<String>();
    let (weights, lengths) = (square("1"), square("20"));
    read(&folder("sites", &[("weights.csv", &weights), ("lengths.csv", &lengths), ("labels.csv", labels)]))
        .unwrap()
}

#[test]
fn exact_regions_of_the_atlas_by_name_and_by_table() {
    let atlas = Atlas::embedded("human").unwrap();
    let labels = "lCCA\nrTCS\nrV1\nctx-lh-insula\nRight-Amygdala\nnacc\nvisual\nrIA";
    let mut c = labelled(labels);
    c.locate(None, &atlas).unwrap();
    let of = |c: &Connectome| -> Vec<String> {
        c.sites.iter().map(|s| s.clone().unwrap_or_else(|| "-".into())).collect()
    };
    assert_eq!(of(&c), ["acc", "sts", "-", "ains", "bla", "nacc", "-", "ains"]);
    assert_eq!(c.notes.last().unwrap(), "2 of 8 regions are not in the atlas: rV1, visual");

    // a table comes before names, and - is none
    let table = "region,atlas\nrV1,ventral pallidum # not really\nlCCA,-\n";
    let mut c = labelled(labels);
    c.locate(Some(("table.csv", table)), &atlas).unwrap();
    assert_eq!(of(&c)[..3], ["-", "sts", "vp"].map(String::from));
}

#[test]
fn text_every_problem_of_a_table_of_regions() {
    let atlas = Atlas::embedded("human").unwrap();
    let said = |table: &str, labels: &str| {
        labelled(labels).locate(Some(("t.csv", table)), &atlas).unwrap_err().to_string()
    };
    let table = "region,atlas\nleft,naccc\nrigth,acc\nleft,acc\nright\n";
    let want = "t.csv:2:2: unknown region 'naccc', expected one of the atlas or -\n  hint: did you mean 'nacc'?\n\
        t.csv:3:1: no region 'rigth', expected a label of the connectome\n  hint: did you mean 'right'?\n\
        t.csv:4:1: 'left' is mapped twice, expected once; the first is line 2\n\
        t.csv:5: 1 cells, expected a region of the connectome and one of the atlas";
    assert_eq!(said(table, "left\nright"), want);
    assert!(said("atlas,region\n", "left\nright").contains("t.csv:1: the head is 'atlas,region'"));
    assert!(said("", "left\nright").contains("is empty"));
    assert!(said("region,atlas\n", "left\nright").contains("no region is a region of the atlas"));
}
