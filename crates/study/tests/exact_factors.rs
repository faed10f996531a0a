//! Numbers of a protocol's text that are moved: each where it is written, and nothing else.

use syntony_language::Quantity;
use syntony_model::protocol::Group;
use syntony_model::{Atlas, Protocol};
use syntony_study::factors::Factors;

const TEXT: &str = include_str!("../../../protocols/insel_hulihan_1995.toml");

fn moved(to: &[(&str, &str)]) -> Protocol {
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    let home = Protocol::read("insel_hulihan_1995.toml", TEXT, &atlas).unwrap_or_else(|p| panic!("{p}"));
    let factors = Factors::of(&home, &atlas);
    let to: Vec<(&str, Quantity)> =
        to.iter().map(|(path, q)| (*path, Quantity::parse(q).expect("a quantity"))).collect();
    assert!(to.iter().all(|(path, _)| factors.get(path).is_some()), "{to:?}");
    factors.moved(&to, &atlas).unwrap_or_else(|p| panic!("{p}"))
}

fn group<'p>(p: &'p Protocol, key: &str) -> &'p Group {
    p.groups.iter().find(|g| g.key == key).expect("a group")
}

#[test]
fn exact_numbers_of_a_protocol_are_moved_where_they_are_written() {
    let p = moved(&[("dose.ota", "3 ng"), ("mated.phase.cohabitation.duration", "12 h"), ("n", "5")]);
    assert_eq!(group(&p, "ota").doses[0].amount.to_string(), "3 ng");
    assert_eq!(group(&p, "v1a").doses[0].amount.to_string(), "50 ng");
    assert_eq!(group(&p, "mated").phases[0].duration_s, 12.0 * 3600.0);
    assert_eq!(group(&p, "montane").phases[0].duration_s, 24.0 * 3600.0);
    assert!(p.groups.iter().all(|g| g.n == 5));
    // a group that has not changed the phase gets a change of its own, and the others keep theirs
    let p = moved(&[("ot.phase.cohabitation.duration", "9 h"), ("ot.n", "3")]);
    assert_eq!(group(&p, "ot").phases[0].duration_s, 9.0 * 3600.0);
    assert_eq!(group(&p, "csf").phases[0].duration_s, 6.0 * 3600.0);
    assert_eq!((group(&p, "ot").n, group(&p, "csf").n), (3, 8));
}

#[test]
fn exact_a_dose_of_nothing_is_left_out() {
    let p = moved(&[("dose.ota", "0 ng")]);
    assert!(group(&p, "ota").doses.is_empty());
    assert_eq!(group(&p, "v1a").doses.len(), 1);
}

#[test]
fn same_protocol_where_nothing_is_moved() {
    let p = moved(&[("dose.ota", "50 ng")]);
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    let home = Protocol::read("insel_hulihan_1995.toml", TEXT, &atlas).unwrap_or_else(|p| panic!("{p}"));
    for (a, b) in p.groups.iter().zip(&home.groups) {
        assert_eq!((&a.key, a.n), (&b.key, b.n));
        let times = |g: &Group| g.phases.iter().map(|f| f.start_s).collect::<Vec<_>>();
        assert_eq!(times(a), times(b));
    }
    assert_eq!(p.claims.len(), home.claims.len());
}
