//! Names, rows, lanes and frozen bytes: what is stored where, and what is said when it is not.

use syntony_engine::{Layout, Slots, Snapshot, SnapshotError, State};

#[test]
fn exact_layout_names_and_lookup() {
    let mut layout = Layout::new();
    let level = layout.add_named("level", &["left", "right"]);
    let drive = layout.add("drive", 1);
    let gates = layout.add("gate", 3);
    assert_eq!((level, drive.start, gates), (Slots { start: 0, len: 2 }, 2, Slots { start: 3, len: 3 }));
    assert_eq!(layout.names(), ["level[left]", "level[right]", "drive", "gate[0]", "gate[1]", "gate[2]"]);
    assert_eq!(layout.slot("gate[1]"), Some(gates.at(1)));
    assert_eq!(
        (layout.group("level"), layout.group("gate[1]"), layout.slot("nothing")),
        (Some(level), None, None)
    );
    let mut other = Layout::new();
    other.add_named("level", &["right", "left"]);
    assert_ne!(layout.hash(), other.hash());
}

#[test]
fn exact_state_rows_lanes_and_the_first_bad_value() {
    let mut state = State::zeros(3, 2);
    state.set_lane(1, &[1.0, 2.0, 3.0]);
    assert_eq!((state.lane(1), state.lane(0)), (vec![1.0, 2.0, 3.0], vec![0.0; 3]));
    let (last, first) = state.row2_mut(2, 0);
    last[0] = first[1] + 8.0;
    assert_eq!(state.values(), [0.0, 1.0, 0.0, 2.0, 9.0, 3.0]);
    let (head, tail) = state.rows2_mut(Slots { start: 0, len: 1 }, Slots { start: 1, len: 2 });
    assert_eq!((head.len(), tail.len()), (2, 4));
    assert_eq!(state.first_not_finite(), None);
    state.set(1, 1, f64::NEG_INFINITY);
    assert_eq!(state.first_not_finite(), Some((1, 1, f64::NEG_INFINITY)));
}

#[test]
fn exact_snapshot_errors_name_what_is_wrong() {
    let mut layout = Layout::new();
    layout.add("level", 2);
    let snapshot = Snapshot::of(&layout, &State::new(&layout, 3), 5, 9);
    let bytes = snapshot.write();
    assert_eq!(Snapshot::read(b"PNG"), Err(SnapshotError::NotASnapshot { found: b"PNG".to_vec() }));
    let mut newer = bytes.clone();
    newer[8] = 2;
    assert_eq!(Snapshot::read(&newer), Err(SnapshotError::Version { found: 2, supported: 1 }));
    let mut flipped = bytes.clone();
    flipped[60] ^= 1;
    assert!(matches!(Snapshot::read(&flipped), Err(SnapshotError::Checksum { .. })));
    assert!(matches!(
        Snapshot::read(&bytes[..10]),
        Err(SnapshotError::Truncated { what: "version", at: 8, needed: 4, available: 2 })
    ));
    let mut other = Layout::new();
    other.add("level", 3);
    let expected = SnapshotError::Layout { found: layout.hash(), expected: other.hash() };
    assert_eq!(snapshot.state(&other), Err(expected));
    assert_eq!(snapshot.array("delays"), Err(SnapshotError::Missing { name: "delays".to_owned() }));
    let short = Snapshot { lanes: 4, ..snapshot };
    let text = short.state(&layout).expect_err("lanes do not fit").to_string();
    assert_eq!(text, "array `state` has 6 values, expected 8");
}
