//! Whatever is written behind `--over`: words come back, no panic, and a grid within its bounds.
//!
//! `PROPTEST_CASES=1000000 cargo test --release -p syntony-inference --test robust_sweep` tries a million.

use proptest::prelude::*;
use std::sync::LazyLock;
use syntony_inference::sweep::{POINTS_MAX, Sweep, SweepAsk};
use syntony_model::{Library, Protocol};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::embedded().unwrap_or_else(|p| panic!("{p}")));
static PROTOCOL: LazyLock<Protocol> = LazyLock::new(|| {
    let text = include_str!("../../../protocols/first_sight.toml");
    Protocol::read("first_sight.toml", text, LIBRARY.of(text)).unwrap_or_else(|p| panic!("{p}"))
});

/// What is swept, sensible and not.
fn word() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        prop::sample::select(vec![
            "process.bond.tag_rate",
            "compound.oxytocin.csf_fraction",
            "phase.evenings.duration",
            "n",
            "express.otr",
        ])
        .prop_map(String::from),
        "\\PC{0,12}",
    ];
    let number = prop_oneof![
        (-1e3..1e3).prop_map(|x: f64| x.to_string()),
        any::<f64>().prop_map(|x| x.to_string()),
        "[-+]?[0-9]{0,22}[.,]?[0-9]{0,4}([eE][-+]?[0-9]{1,4})?( ?(h|min|ng|1/h|nM|%))?",
        "\\PC{0,6}",
    ];
    let values = prop_oneof![
        (number.clone(), number.clone(), "(:log)?(/[0-9]{0,2})?")
            .prop_map(|(a, b, how)| format!("{a}..{b}{how}")),
        prop::collection::vec(number, 0..4).prop_map(|all| all.join(",")),
        "\\PC{0,16}",
    ];
    (path, prop::option::of(values)).prop_map(|(path, values)| match values {
        Some(values) => format!("{path}={values}"),
        None => path,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64), ..ProptestConfig::default() })]

    #[test]
    fn keeps_calm_with_whatever_is_swept(over in prop::collection::vec(word(), 0..3), points in prop::option::of(0..40usize)) {
        let wanted = SweepAsk { over, points, groups: Vec::new(), replicates: 1, seed: 1 };
        let atlas = LIBRARY.of(&PROTOCOL.text);
        match Sweep::new(&PROTOCOL, atlas, &wanted, Some(1)) {
            Ok(sweep) => {
                prop_assert!(sweep.points.len() <= POINTS_MAX);
                prop_assert!(sweep.points.iter().flatten().all(|x| x.is_finite()), "{:?}", sweep.axes);
            }
            Err(said) => {
                prop_assert!(!said.0.is_empty() && said.0.iter().all(|p| !p.what.is_empty()), "{}", said);
            }
        }
    }
}

#[test]
fn keeps_numbers_between_ends_whose_ratio_is_none() {
    let over = vec![format!("process.bond.tag_rate={:.330}..27:log/5", 9.2e-309)];
    let wanted = SweepAsk { over, points: None, groups: Vec::new(), replicates: 1, seed: 1 };
    let sweep = Sweep::new(&PROTOCOL, LIBRARY.of(&PROTOCOL.text), &wanted, Some(1));
    let points = sweep.unwrap_or_else(|p| panic!("{p}")).points.concat();
    assert_eq!((points.len(), points[4]), (5, 27.0));
    assert!(points.windows(2).all(|w| w[0] < w[1] && w[0] > 0.0), "{points:?}");
}
