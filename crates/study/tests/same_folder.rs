//! What is read from a run's folder is what was written, to the last bit.

use syntony_model::{Atlas, Protocol};
use syntony_study::folder::{self, Ask, Folder, FolderError, State};
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
        let ask =
            Ask { protocol: &protocol, atlas: &atlas, options: &options, set: &[], people: &[], threads: 1 };
        let study = Study::compile(&protocol, &atlas, &options).expect("a study");
        let folder = Folder::open(&path, &ask, false).expect("an open folder");
        let begun = folder::look(&path, &ask).expect("a look");
        assert!(matches!(begun, State::Begun), "{begun:?}");
        assert!(matches!(folder::read(&path), Err(FolderError::Incomplete { .. })));
        let wrote = folder::perform(&ask, &study, folder, &Progress::default()).expect("a run");
        assert_eq!(wrote.1.series.is_empty(), !traces);
        assert_eq!(folder::read(&path).expect("a run"), wrote);

        let State::Complete(manifest) = folder::look(&path, &ask).expect("a look") else {
            panic!("complete")
        };
        assert_eq!(*manifest, wrote.0);
        let other = Options { seed: 4, ..options.clone() };
        let other = Ask { options: &other, ..ask };
        assert!(matches!(folder::look(&path, &other).expect("a look"), State::Other(_)));
        let refused = Folder::open(&path, &other, false).expect_err("another run");
        assert_eq!(refused.what(), "holds a complete run of something else: seed 3 there, 4 asked");
    }
}
