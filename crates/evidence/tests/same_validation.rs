//! A validation says the same on any number of threads, and whether its scores were kept or run anew.

use syntony_evidence::{self as validate, Base, Repeat, Trial, Validation, cache};
use syntony_model::{Atlas, Library, Protocol};
use syntony_results::record::AnimalRow;
use syntony_study::Progress;

const TINY: &str = include_str!("../../cli/tests/tiny.toml");
const REPEAT: Repeat = Repeat { seed: 5, replicates: 30 };

fn protocols(atlas: &Atlas) -> Vec<Protocol> {
    let other = TINY
        .replace("key = \"tiny\"", "key = \"other\"")
        .replace("duration = \"20 min\"", "duration = \"30 min\"");
    let read = |name: &str, text: &str| Protocol::read(name, text, atlas).unwrap_or_else(|p| panic!("{p}"));
    vec![read("tiny.toml", TINY), read("other.toml", &other)]
}

fn trials<'a>(protocols: &'a [Protocol], atlas: &'a Atlas, repeat: Repeat) -> Vec<Trial<'a>> {
    let compile =
        |p: &'a Protocol| Trial::compile(p, atlas, "vole", repeat).unwrap_or_else(|p| panic!("{p}"));
    protocols.iter().map(compile).collect()
}

fn run(
    trials: &[Trial],
    known: Vec<Option<Vec<AnimalRow>>>,
    threads: usize,
) -> (Vec<Vec<AnimalRow>>, Validation) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap_or_else(|e| panic!("{e}"));
    pool.install(|| {
        let rows = validate::perform(trials, known, &Progress::default(), &|_, _| {});
        let rows = rows.unwrap_or_else(|outcome| panic!("{outcome:?}"));
        let said = validate::judge(trials, &rows, &[], REPEAT, &[], &Base::default());
        (rows, said)
    })
}

#[test]
fn same_validation_with_1_2_and_8_threads() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let atlas = library.of(TINY);
    let protocols = protocols(atlas);
    let trials = trials(&protocols, atlas, REPEAT);
    let (rows, one) = run(&trials, vec![None, None], 1);
    assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [270, 270]);
    assert_eq!(one.experiments.len(), 2);
    for threads in [2, 8] {
        assert_eq!(run(&trials, vec![None, None], threads), (rows.clone(), one.clone()), "{threads} threads");
    }
}

#[test]
fn same_validation_from_what_was_kept() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let atlas = library.of(TINY);
    let protocols = protocols(atlas);
    let trials = trials(&protocols, atlas, REPEAT);
    let (rows, anew) = run(&trials, vec![None, None], 2);
    let bytes = cache::encode(&rows[0]);
    let kept =
        cache::decode(&bytes, &protocols[0], 30).unwrap_or_else(|| panic!("the animals that were kept"));
    assert_eq!(kept, rows[0]);
    assert_eq!(run(&trials, vec![Some(kept), None], 2), (rows, anew));
    assert_eq!(cache::decode(&bytes, &protocols[0], 29), None, "too many");
    assert_eq!(cache::decode(&bytes[..bytes.len() - 1], &protocols[0], 30), None, "cut short");
}

#[test]
fn same_key_unless_something_that_the_run_reads_differs() {
    let mut library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let key = |library: &Library, text: &str, repeat: Repeat| {
        let atlas = library.of(text);
        let protocol = Protocol::read("tiny.toml", text, atlas).unwrap_or_else(|p| panic!("{p}"));
        Trial::compile(&protocol, atlas, "vole", repeat).map(|t| t.key).unwrap_or_else(|p| panic!("{p}"))
    };
    let first = key(&library, TINY, REPEAT);
    assert_eq!(key(&library, TINY, REPEAT), first);
    assert_ne!(key(&library, TINY, Repeat { seed: 6, ..REPEAT }), first);
    assert_ne!(key(&library, TINY, Repeat { replicates: 31, ..REPEAT }), first);
    assert_ne!(key(&library, &TINY.replace("100 ng", "101 ng"), REPEAT), first);
    let set = |library: &mut Library, path: &str, value: &str| {
        library.set(path, value).unwrap_or_else(|p| panic!("{p}"));
    };
    // nobody gets quinpirole here
    set(&mut library, "compound.quinpirole.half_life_plasma", "60");
    assert_eq!(key(&library, TINY, REPEAT), first);
    set(&mut library, "process.bond.tag_rate", "0.4");
    assert_ne!(key(&library, TINY, REPEAT), first);
}
