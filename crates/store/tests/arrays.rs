//! Groups of arrays: they come back bit for bit, equal groups are equal files, and what cannot open is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use syntony_store::{Array, ArrayGroup, Data, StoreError};

fn example(times: usize) -> ArrayGroup {
    let mut g = ArrayGroup::new().attr("title", "x").attr("nested", serde_json::json!({ "a": [1, 2] }));
    let time: Vec<f64> = (0..times).map(|i| i as f64 / 3.0).collect();
    g.push(Array::coordinate("time", Data::F64(time)).units("s"));
    let names = ["a", "", "long name, ü"].map(String::from).to_vec();
    g.push(Array::coordinate("who", Data::Text(names.clone())));
    g.push(Array::new("label", &[("who", 3)], Data::Text(names)).auxiliary());
    let values: Vec<f32> = (0..3 * times).map(|i| (i as f32).sin()).collect();
    g.push(Array::new("rate", &[("time", times), ("who", 3)], Data::F32(values)).units("Hz"));
    g.push(Array::new("count", &[("who", 3)], Data::I64(vec![-1, 0, i64::MAX])));
    g.push(Array::new("empty", &[("none", 0), ("who", 3)], Data::F64(vec![])));
    g.push(Array::new("one", &[], Data::F64(vec![0.1 + 0.2])));
    g
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(f) = folders.pop() {
        for entry in fs::read_dir(f).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                all.insert(name, fs::read(path).unwrap());
            }
        }
    }
    all
}

#[test]
fn same_group_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.zarr");
    let wrote = example(7);
    wrote.write(&path).unwrap();
    let read = ArrayGroup::read(&path).unwrap();
    assert_eq!(read, wrote);
    assert_eq!(read.get("rate").unwrap().dims, [("time".to_string(), 7), ("who".to_string(), 3)]);
    assert!(read.get("label").unwrap().auxiliary && !read.get("who").unwrap().auxiliary);
}

#[test]
fn same_values_come_back_from_more_than_one_chunk() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.zarr");
    let times = 700_001; // 2.1 million values, and no power of two
    let wrote = example(times);
    wrote.write(&path).unwrap();
    assert!(files(&path).keys().filter(|k| k.starts_with("rate/c/")).count() > 1);
    assert_eq!(ArrayGroup::read(&path).unwrap().get("rate"), wrote.get("rate"));
}

#[test]
fn same_bits_of_missing_values_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.zarr");
    let mut g = ArrayGroup::new();
    g.push(Array::coordinate("x", Data::F64(vec![f64::NAN, 1.0, -0.0])));
    g.write(&path).unwrap();
    let Data::F64(values) = &ArrayGroup::read(&path).unwrap().arrays[0].data.clone() else {
        panic!("another type came back")
    };
    assert!(values[0].is_nan() && values[1] == 1.0);
    assert_eq!(values[2].to_bits(), (-0.0f64).to_bits());
}

#[test]
fn same_groups_are_the_same_files() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a.zarr"), dir.path().join("b.zarr"));
    example(1000).write(&a).unwrap();
    example(1000).write(&b).unwrap();
    assert_eq!(files(&a), files(&b));
}

#[test]
fn keeps_nothing_of_the_old_group_and_no_temporary_folder() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.zarr");
    example(5).write(&path).unwrap();
    let mut small = ArrayGroup::new();
    small.push(Array::coordinate("x", Data::I64(vec![1])));
    small.write(&path).unwrap();
    assert!(!path.join("rate").exists());
    assert_eq!(ArrayGroup::read(&path).unwrap(), small);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn keeps_a_copy_of_all_metadata_in_the_root() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.zarr");
    let wrote = example(5);
    wrote.write(&path).unwrap();
    let json = |p: &Path| -> serde_json::Value { serde_json::from_slice(&fs::read(p).unwrap()).unwrap() };
    let root = json(&path.join("zarr.json"));
    let copies = root["consolidated_metadata"]["metadata"].as_object().unwrap();
    assert_eq!(copies.len(), wrote.arrays.len());
    for (name, copy) in copies {
        assert_eq!(copy, &json(&path.join(name).join("zarr.json")));
        assert!(copy["attributes"].get("_zarrs").is_none());
        assert!(copy["codecs"].to_string().contains("gzip"));
    }
    assert_eq!(root["attributes"]["coordinates"], "label");
}

#[test]
fn text_what_would_not_open_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.zarr");
    let x = |n| Array::coordinate("x", Data::F64(vec![0.5; n]));
    let cases = [
        (vec![x(1), x(1)], "two arrays are called `x`"),
        (vec![x(2), Array::new("y", &[("x", 3)], Data::I64(vec![1, 2, 3]))], "dimension `x` has 2"),
        (vec![Array::new("y", &[("x", 3)], Data::I64(vec![1]))], "`y` has 1 values"),
        (vec![Array::coordinate("a/b", Data::I64(vec![]))], "cannot be called `a/b`"),
        (vec![x(1).units("seconds")], "`x`: write the unit `seconds` in short"),
        (vec![Array::coordinate("x", Data::F32(vec![f32::INFINITY]))], "infinite at position 0"),
    ];
    for (arrays, says) in cases {
        let error = ArrayGroup { arrays, ..ArrayGroup::default() }.write(&path).unwrap_err();
        assert!(matches!(error, StoreError::Invalid { .. }) && error.what().contains(says), "{error}");
    }
    assert!(!path.exists());
}

#[test]
fn text_a_file_or_somebodys_folder_in_the_way_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert!(matches!(example(2).write(&file), Err(StoreError::WrongKind { .. })));
    let error = example(2).write(dir.path()).unwrap_err();
    assert!(error.to_string().contains("is not a Zarr group"), "{error}");
    let below = file.join("data.zarr");
    assert!(matches!(example(2).write(&below), Err(StoreError::WrongKind { .. })));
    let missing = dir.path().join("nowhere/data.zarr");
    assert_eq!(example(2).write(&missing), Err(StoreError::NotFound { path: missing.clone() }));
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn text_a_damaged_group_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.zarr");
    example(50).write(&path).unwrap();
    let chunk = path.join("rate/c/0/0");
    let bytes = fs::read(&chunk).unwrap();
    fs::write(&chunk, &bytes[..bytes.len() / 2]).unwrap();
    let error = ArrayGroup::read(&path).unwrap_err();
    assert!(matches!(&error, StoreError::Damaged { why, .. } if why.starts_with("rate:")), "{error}");
}

/// The shell limits how much the child may write into one file, which a process meets as it meets a full disk.
#[cfg(unix)]
#[test]
fn keeps_the_old_group_when_there_is_no_room_for_the_new() {
    const CHILD: &str = "SYNTONY_TEST_NO_ROOM";
    if let Ok(place) = std::env::var(CHILD) {
        let path = Path::new(&place).join("data.zarr");
        let mut state = 1u64;
        let noise = (0..100_000).map(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 11) as f64
        });
        let mut large = ArrayGroup::new();
        large.push(Array::coordinate("x", Data::F64(noise.collect())));
        assert_eq!(large.write(&path), Err(StoreError::DiskFull { path: path.clone() }));
    } else {
        let dir = tempfile::tempdir().unwrap();
        example(5).write(&dir.path().join("data.zarr")).unwrap();
        let child = std::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "keeps_the_old_group_when_there_is_no_room_for_the_new"])
            .env(CHILD, dir.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
        assert_eq!(ArrayGroup::read(&dir.path().join("data.zarr")).unwrap(), example(5));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half-written is left");
    }
}
