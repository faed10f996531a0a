//! What is read from a run's folder is what was written, to the last bit.

use syntony_model::{Atlas, Protocol};
use syntony_study::folder::{self, Folder, FolderError, FolderState, RunAsk, glance};
use syntony_study::run::Study;
use syntony_study::{Options, Progress};

const TINY: &str = include_str!("../../cli/tests/tiny.toml");

#[test]
fn same_results_come_back_from_the_folder() {
    let atlas = Atlas::embedded("vole").expect("the atlas");
    let protocol = Protocol::read("tiny.toml", TINY, &atlas).expect("a protocol");
    let dir = tempfile::tempdir().expect("a folder");
    for traces in [true, false] {
        let path = dir.path().join(format!("traces_{traces}"));
        let options = Options { seed: 3, replicates: 2, groups: Vec::new(), traces };
        let ask = RunAsk {
            protocol: &protocol,
            atlas: &atlas,
            options: &options,
            set: &[],
            people: &[],
            threads: 1,
        };
        let study = Study::compile(&protocol, &atlas, &options).expect("a study");
        let folder = Folder::open(&path, &ask, false).expect("an open folder");
        let begun = folder::look(&path, &ask).expect("a look");
        assert!(matches!(begun, FolderState::Begun), "{begun:?}");
        assert!(matches!(folder::read(&path), Err(FolderError::Incomplete { .. })));
        let wrote = folder::perform(&ask, &study, folder, &Progress::default()).expect("a run");
        assert_eq!(wrote.1.series.is_empty(), !traces);
        assert_eq!(folder::read(&path).expect("a run"), wrote);

        let FolderState::Complete(manifest) = folder::look(&path, &ask).expect("a look") else {
            panic!("complete")
        };
        assert_eq!(*manifest, wrote.0);
        let other = Options { seed: 4, ..options.clone() };
        let other = RunAsk { options: &other, ..ask };
        assert!(matches!(folder::look(&path, &other).expect("a look"), FolderState::Other(_)));
        let refused = Folder::open(&path, &other, false).expect_err("another run");
        assert_eq!(refused.what(), "holds a complete run of something else: seed 3 there, 4 asked");
    }
}

#[test]
fn same_ties_whether_read_whole_or_by_moment_unit_and_pair() {
    let atlas = Atlas::embedded("vole").expect("the atlas");
    let protocol = Protocol::read("tiny.toml", TINY, &atlas).expect("a protocol");
    let dir = tempfile::tempdir().expect("a folder");
    let options = Options { seed: 3, replicates: 1, groups: Vec::new(), traces: true };
    let ask =
        RunAsk { protocol: &protocol, atlas: &atlas, options: &options, set: &[], people: &[], threads: 1 };
    let study = Study::compile(&protocol, &atlas, &options).expect("a study");
    let folder = Folder::open(dir.path(), &ask, true).expect("an open folder");
    let (_, results) = folder::perform(&ask, &study, folder, &Progress::default()).expect("a run");
    // preference, bond and familiarity in two groups; both ways with the partner and the stranger
    assert_eq!(results.ties.len(), 6);
    for whole in &results.ties {
        let key = &results.groups[whole.group].key;
        let found = glance::ties(dir.path(), key, |group, ties| {
            assert_eq!((&ties.pairs, &ties.time_s), (&whole.pairs, &whole.time_s));
            let (units, pairs) = (group.n, ties.pairs.len());
            assert_eq!((units, pairs), (whole.values.len(), 4));
            let read = |sample, animal, pair| ties.values(&whole.kind, sample, animal, pair);
            for (k, _) in whole.time_s.iter().enumerate() {
                let moment: Vec<f32> =
                    whole.values.iter().flat_map(|row| &row[k * pairs..(k + 1) * pairs]).copied().collect();
                assert_eq!(read(Some(k), None, None)?, Some(moment));
            }
            for (unit, row) in whole.values.iter().enumerate() {
                assert_eq!(read(None, Some(unit), None)?.as_ref(), Some(row));
                assert_eq!(read(Some(0), Some(unit), Some(1))?, Some(vec![row[1]]));
            }
            assert_eq!(read(None, Some(units), None)?, None);
            assert_eq!(ties.values("envy", None, None, None)?, None);
            Ok(())
        });
        assert!(found.expect("a run").is_some());
        // what a series of the first member shows is the same fact, kept once
        let piece = glance::piece(dir.path(), key, &format!("{}:partner", whole.kind)).expect("a run");
        let pair = whole.pairs.iter().position(|&p| p == (0, 1)).expect("the pair");
        let course = whole.values[0].iter().skip(pair).step_by(4).copied().collect::<Vec<f32>>();
        assert_eq!(piece.expect("a series").values[0], course);
    }
    assert!(glance::ties(dir.path(), "nobody", |_, _| Ok(())).expect("a run").is_none());
}
