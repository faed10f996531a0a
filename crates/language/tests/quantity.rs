//! Quantities: exact conversions, the words for what is wrong, and round trips of anything.

use proptest::prelude::*;
use syntony_language::{Dimension, Quantity, Unit};

fn internal(text: &str) -> f64 {
    match Quantity::parse(text) {
        Ok(quantity) => quantity.internal(),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn exact_internal_units() {
    for (text, value) in [
        ("20 min", 1200.0),
        ("1 week", 604_800.0),
        ("250 ms", 0.25),
        ("24 IU", 24.0),
        ("1.2 nM", 1.2),
        ("0.5 uM", 500.0),
        ("0.5 \u{b5}M", 500.0),
        ("0.5 \u{3bc}M", 500.0),
        ("2 nmol/l", 2.0),
        ("0.1 ng/side", 0.1),
        ("5 mg/kg", 5e6),
        ("3 cm/s", 0.03),
        ("100 ng/h", 100.0 / 3600.0),
        ("1 ul", 1e-6),
        ("10 %", 0.1),
        ("5", 5.0),
        ("5 1", 5.0),
        ("-3e-2 mV", -0.03),
        ("37 degC", 310.15),
        ("37 °C", 310.15),
        ("1 degC/min", 1.0 / 60.0),
        ("1007 g/mol", 1007.0),
        ("20 Hz", 20.0),
        ("6 1/min", 0.1),
        ("6 count/min", 0.1),
        ("1 1/(nM s)", 1.0),
        ("1 1/nM/s", 1.0),
        ("2 nM^-1 s^-1", 2.0),
        ("100 um^2/s", 1e-10),
        ("100 um2/s", 1e-10),
        (".5h", 1800.0),
        ("500 IU/mg", 5e-4),
    ] {
        let got = internal(text);
        assert!((got - value).abs() <= 1e-15 * value.abs().max(1e-30), "{text}: {got} and not {value}");
    }
}

#[test]
fn exact_dimensions_are_kept_apart() {
    let dimension = |text: &str| Quantity::parse(text).map(|q| q.dimension()).ok();
    assert_eq!(dimension("5 mg/kg"), Some(Dimension::MASS_PER_BODY));
    assert_eq!(dimension("5 mg"), Some(Dimension::MASS));
    assert_eq!(dimension("0.5 kg"), Some(Dimension::MASS));
    assert_eq!(dimension("5 mg/g"), Some(Dimension::NONE));
    assert_eq!(dimension("1 ng/side"), Some(Dimension::MASS_PER_SIDE));
    assert_eq!(dimension("24 IU"), Some(Dimension::IU));
    assert_eq!(dimension("2 IU/kg"), Some(Dimension::IU_PER_BODY));
    assert_eq!(dimension("2 IU/mg"), Some(Dimension::POTENCY));
    assert_ne!(Dimension::IU, Dimension::MASS);
    assert_eq!(dimension("1 pmol/ul"), Some(Dimension::CONCENTRATION));
    assert_eq!(Dimension::MASS.per(Dimension::MASS), Dimension::NONE);
    assert_eq!(Dimension::RATE.power(-1), Dimension::TIME);
}

#[test]
fn text_of_every_error() {
    let time = [Dimension::TIME];
    for (text, words, hint) in [
        ("20", "'20' has no unit, expected a time (s, min, h, d, week)", None),
        ("1 nM", "'1 nM' is a concentration (pM, nM, uM, mM), expected a time (s, min, h, d, week)", None),
        (
            "2 hours",
            "unknown unit 'hours', expected one such as min, nM, ng/side, mg/kg",
            Some("did you mean 'h'?"),
        ),
        (
            "2 MIN",
            "unknown unit 'MIN', expected one such as min, nM, ng/side, mg/kg",
            Some("did you mean 'min'?"),
        ),
        (
            "2 /h",
            "unknown unit '/h', expected one such as min, nM, ng/side, mg/kg",
            Some("write a unit before and after each /, as in 1/h, not '/h'"),
        ),
        ("2 h^99", "unknown unit 'h^99', expected one such as min, nM, ng/side, mg/kg", None),
        ("long", "'long' does not begin with a number, expected a number and a unit such as '20 min'", None),
        ("", "'' does not begin with a number, expected a number and a unit such as '20 min'", None),
        ("NaN h", "'NaN h' is not a finite number, expected one", None),
        ("-inf h", "'-inf h' is not a finite number, expected one", None),
        ("1e400 h", "'inf h' is not a finite number, expected one", None),
        ("1e308 week", "'1e308 week' is not a finite number, expected one", None),
    ] {
        let Err(error) = Quantity::parse_as(text, &time) else { panic!("'{text}' was read") };
        assert_eq!((error.to_string().as_str(), error.hint().as_deref()), (words, hint), "{text}");
    }
    let long = Quantity::parse("1 nM*nM*nM*nM*nM*nM*nM*nM*nM");
    let words = "the unit 'nM*nM*nM*nM*…' is 26 bytes long, expected at most 23";
    assert_eq!(long.map_err(|e| e.to_string()), Err(words.to_string()));
}

#[test]
fn exact_words_for_dimensions() {
    assert_eq!(Dimension::TIME.describe(), "a time (s, min, h, d, week)");
    assert_eq!(Dimension::MASS_PER_BODY.internal_unit(), "ng/kg");
    assert_eq!(Dimension::CONCENTRATION.internal_unit(), "nM");
    assert_eq!(Dimension::MASS.per(Dimension::AREA).describe(), "a quantity in ng/m^2");
}

proptest! {
    #[test]
    fn keeps_what_was_written(number in prop::num::f64::NORMAL | prop::num::f64::ZERO, pick in any::<prop::sample::Index>(), below in any::<prop::sample::Index>()) {
        let symbols: Vec<&str> = Unit::symbols().map(|s| s.0).collect();
        for unit in [pick.get(&symbols[..]).to_string(), format!("{}/{}", pick.get(&symbols), below.get(&symbols))] {
            let Ok(quantity) = Quantity::new(number, &unit) else { continue };
            let again = Quantity::parse(&quantity.to_string());
            prop_assert_eq!(again, Ok(quantity), "{}", quantity);
        }
    }

    #[test]
    fn keeps_numbers_there_and_back(number in -1e9..1e9f64, pick in any::<prop::sample::Index>()) {
        let symbols: Vec<&str> = Unit::symbols().map(|s| s.0).collect();
        let unit = Unit::parse(symbols[pick.index(symbols.len())]).expect("a known unit");
        let back = unit.from_internal(unit.internal(number));
        prop_assert!((back - number).abs() <= 1e-12 * number.abs().max(1000.0), "{} {}: {}", number, unit, back);
    }

    #[test]
    fn keeps_calm_with_any_text(text in "\\PC{0,40}", unit in "[a-zA-Z0-9µ^*/() %-]{0,30}") {
        let _ = Quantity::parse(&text).map(|q| q.to_string()).map_err(|e| e.to_string());
        let _ = Unit::parse(&unit).map(|u| u.to_string()).map_err(|e| e.to_string());
    }
}
