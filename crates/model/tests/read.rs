//! A whole atlas and a whole protocol are read into the nouns.

use std::path::Path;
use syntony_model::protocol::{ClaimKind, ManipulationKind, PhaseKind};
use syntony_model::{Atlas, Protocol};

fn atlas() -> Atlas {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/atlas");
    match Atlas::from_dir(&path) {
        Ok(atlas) => atlas,
        Err(problems) => panic!("{problems}"),
    }
}

fn protocol() -> Protocol {
    let text = include_str!("good/insel_hulihan_1995.toml");
    match Protocol::read("insel_hulihan_1995.toml", text, &atlas()) {
        Ok(protocol) => protocol,
        Err(problems) => panic!("{problems}"),
    }
}

#[test]
fn exact_groups_are_filled_in() {
    let protocol = protocol();
    let [csf, ot, alone] = &protocol.groups[..] else { panic!("three groups") };
    assert_eq!((csf.n, csf.label.as_str(), alone.label.as_str()), (10, "CSF", "alone"));
    assert_eq!(csf.cast[0].state.estradiol, 1.0);
    assert_eq!((ot.cast[0].state.estradiol, ot.cast[0].state.gonadectomised), (0.5, true));
    assert_eq!(
        ot.cast.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(),
        ["subject", "partner", "stranger", "sibling"]
    );
    assert_eq!(ot.cast[3].familiar_for_s, 30.0 * 86_400.0);
    assert!(matches!(&csf.phases[0].kind, PhaseKind::Together { mating: false, .. }));
    assert!(matches!(&ot.phases[0].kind, PhaseKind::Together { mating: true, .. }));
    assert!(
        matches!(&ot.phases[1].kind, PhaseKind::Choice { options, .. } if options.len() == 3 && options[2].is_none())
    );
    assert_eq!(ot.doses.iter().map(|d| d.compound.as_str()).collect::<Vec<_>>(), ["csf", "oxytocin"]);
}

#[test]
fn exact_a_dose_before_the_first_phase_moves_every_group_alike() {
    let protocol = protocol();
    for group in &protocol.groups[..2] {
        assert_eq!(group.phases[0].start_s, 1800.0);
        assert_eq!(group.doses[0].times_s, [0.0]);
    }
    let ot = &protocol.groups[1];
    assert_eq!((ot.doses[1].times_s[0], ot.doses[1].duration_s), (1800.0, 6.0 * 3600.0));
    assert_eq!(
        (ot.phases[1].start_s, ot.phases[1].end_s()),
        (1800.0 + 24.0 * 3600.0, 1800.0 + 27.0 * 3600.0)
    );
    assert_eq!(ot.manipulations[1].window_s, (ot.phases[1].start_s, ot.phases[1].end_s()));
    assert_eq!(ot.manipulations[3].window_s, (ot.phases[0].start_s, ot.phases[0].end_s()));
    assert_eq!(ot.manipulations[0].window_s, (f64::NEG_INFINITY, f64::INFINITY));
    assert!(
        matches!(&ot.manipulations[2].kind, ManipulationKind::Drive { amount, .. } if *amount == f64::NEG_INFINITY)
    );
    assert!(
        matches!(&ot.manipulations[1].kind, ManipulationKind::Drive { target, amount } if target == "nacc_shell" && *amount == -2.0)
    );
    let alone = &protocol.groups[2];
    assert_eq!(alone.phases[2].start_s - alone.phases[1].end_s(), 2.0 * 3600.0);
}

#[test]
fn exact_percent_change_becomes_a_ratio() {
    let protocol = protocol();
    let ClaimKind::Ratio { value, interval, .. } = &protocol.claims[1].kind else { panic!("a ratio") };
    assert!(
        (value - 1.33).abs() < 1e-12 && (interval.0 - 1.1).abs() < 1e-12 && (interval.1 - 1.6).abs() < 1e-12
    );
}

#[test]
fn issue_phases_called_after_and_before_have_times() {
    let text = include_str!("good/insel_hulihan_1995.toml");
    for word in ["after", "before", "into", "start", "end", "of", "at"] {
        let text = text.replace("cohabitation", word);
        let protocol = Protocol::read("insel_hulihan_1995.toml", &text, &atlas());
        let protocol = protocol.unwrap_or_else(|p| panic!("{word}: {p}"));
        assert_eq!(protocol.groups[0].phases[0].start_s, 1800.0, "{word}");
        assert_eq!(
            protocol.groups[1].doses[1].times_s,
            self::protocol().groups[1].doses[1].times_s,
            "{word}"
        );
    }
}
