//! Numbers about how animals differ, as forecasts: on which scale, beside which reference, and what published means show of spreads.

use super::{Number, Scale};
use syntony_language::quantity::{Dimension, Unit};
use syntony_model::Protocol;
use syntony_model::protocol::{Claim, ClaimKind, Variation, Varies};
use syntony_results::judge::{sem, varies};

impl Number {
    /// A number about how animals differ.
    pub(super) fn varies(v: &Varies, protocol: &Protocol) -> Option<Number> {
        let unit = Unit::parse(&protocol.measures.iter().find(|m| m.key == v.measures[0])?.unit).ok()?;
        let (sessions, amount) =
            (v.measures.len(), v.of == Variation::Sd && unit.dimension() != Dimension::NONE);
        let (kind, scale) = match v.of {
            Variation::Sd => (format!("sd {:?}", unit.dimension()), Scale::Ln(unit.internal(1.0))),
            Variation::Cv => ("cv".into(), Scale::Ln(1.0)),
            of => (of.kind_word().into(), Scale::Sessions(of, sessions)),
        };
        let published = scale.of(v.value);
        let flat = varies::flat_density(v.of, sessions, published);
        Some(Number { kind, published, error: varies::published_error(v), amount, scale, flat })
    }

    /// What a calibration claim shows of numbers, each with its kind: its own, and the spread behind the error of a mean.
    pub(super) fn seen(claim: &Claim, protocol: &Protocol) -> Vec<(String, f64)> {
        let Some(own) = Number::of(claim, protocol) else { return Vec::new() };
        let mut all = vec![(own.kind, own.published)];
        if let (ClaimKind::Mean { measure, value, spread, n, .. }, true) = (&claim.kind, own.amount) {
            let sd = sem(*spread, *n) * (*n as f64).sqrt();
            for of in [Variation::Sd, Variation::Cv] {
                let value = if of == Variation::Sd { sd } else { sd / value };
                let spread = Varies {
                    group: String::new(),
                    of,
                    measures: vec![measure.clone()],
                    value,
                    interval: None,
                    n: *n,
                };
                all.extend(Number::varies(&spread, protocol).map(|s| (s.kind, s.published)));
            }
        }
        all.retain(|(_, value)| value.is_finite());
        all
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Base, number};
    use super::*;
    use crate::score::tests::claim_of;
    use std::collections::BTreeMap;
    use syntony_model::protocol::{Form, RecordRole};

    fn protocol() -> Protocol {
        let atlas = syntony_model::Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
        let tiny = include_str!("../../../cli/tests/tiny.toml");
        Protocol::read("tiny.toml", tiny, &atlas).unwrap_or_else(|p| panic!("{p}"))
    }

    fn varies(of: Variation, value: f64, n: usize) -> Claim {
        let sessions = if matches!(of, Variation::Sd | Variation::Cv) { 1 } else { 2 };
        let measures = ["partner", "stranger"].map(String::from)[..sessions].to_vec();
        claim_of(ClaimKind::Varies(Varies { group: "ot".into(), of, measures, value, interval: None, n }))
    }

    #[test]
    fn exact_bits_of_a_retest() {
        // r = 0.453 of 53 animals: z = ½ ln(1.453 / 0.547) = 0.488454, error ½ ln F.975(52, 52) / 1.96 = 0.2748002 / 1.9599640 (SciPy)
        let claim = varies(Variation::Icc(Form::Consistency), 0.453, 53);
        let z = 0.5 * (1.453f64 / 0.547).ln();
        let error = 0.274_800_166_687 / 1.959_963_984_54;
        // every r from 0 to 1 alike: dr/dz = 1 − r²
        let g = 1.0 - 0.453 * 0.453;
        let bits = |each: &[f64]| number(&claim, &protocol(), each, 0.3, &Base::default()).unwrap();
        let density =
            |off: f64| (-0.5 * (off / error).powi(2)).exp() / (error * (2.0 * std::f64::consts::PI).sqrt());
        let near = |found: f64, f: f64, r: f64| {
            let expected = ((f + 0.5 * g) / (r + 0.5) / g).log2();
            assert!((found - expected).abs() < 1e-8, "{found} for {expected}");
        };
        near(bits(&[0.453]), density(0.0), 1.0);
        near(bits(&[0.0]), density(z), 1.0);
        // animals that are the same each time have no finite z: sure, and wrong
        near(bits(&[1.0, 1.0]), 0.0, 2.0);
        assert!(bits(&[0.453]) > 1.0 && bits(&[1.0; 20]) < -5.0);
    }

    #[test]
    fn exact_a_ratio_of_within_and_between_is_scored_as_its_correlation() {
        let bits = |of, value: f64, shown: f64| {
            number(&varies(of, value, 40), &protocol(), &[shown], 0.0, &Base::default()).unwrap()
        };
        // r = 1 / (1 + q²)
        let (a, b) = (bits(Variation::WithinBetween, 2.0, 1.0), bits(Variation::Icc(Form::OneWay), 0.2, 0.5));
        assert!((a - b).abs() < 1e-12, "{a} {b}");
    }

    #[test]
    fn exact_shares_below_have_no_reference_in_shares_above() {
        use syntony_model::protocol::Threshold;
        let base = Base {
            numbers: BTreeMap::from([("share above".to_string(), (1.5, 0.5, 10))]),
            ..Base::default()
        };
        let bits = |threshold, value: f64| {
            let (group, measure) = ("ot".into(), "partner".into());
            let claim = claim_of(ClaimKind::Fraction { group, measure, threshold, value, n: 20 });
            number(&claim, &protocol(), &[value, value], 0.0, &base)
        };
        assert!(bits(Threshold::Above(0.5), 0.9).is_some());
        // read as a share above it would be so unlikely beforehand that foretelling it were worth a dozen bits
        assert_eq!(bits(Threshold::Below(0.5), 0.09), None);
    }

    #[test]
    fn exact_spreads_are_known_from_published_means() {
        let mut protocol = protocol();
        protocol.role = RecordRole::Calibration;
        let spread = syntony_model::protocol::Spread::Sem(2.0);
        protocol.claims = [8.0, 16.0, 32.0]
            .map(|value| {
                let of =
                    ClaimKind::Mean { group: "ot".into(), measure: "partner".into(), value, spread, n: 16 };
                claim_of(of)
            })
            .to_vec();
        // SD 2 · √16 = 8 of means 8, 16, 32: ln CV 0, −ln 2, −2 ln 2
        let base = Base::of([("vole", &protocol)].into_iter());
        let (mean, sd, n) = base.numbers["cv"];
        let ln2 = std::f64::consts::LN_2;
        assert!((mean + ln2).abs() < 1e-12 && (sd - ln2).abs() < 1e-12 && n == 3);
        // SDs that are all alike are no reference
        assert_eq!(base.numbers.keys().filter(|k| k.starts_with("sd")).count(), 0);
        let claim = varies(Variation::Cv, 0.5, 16);
        assert!(number(&claim, &protocol, &[0.5, 0.52], 0.3, &base).unwrap() > 0.0);
        assert_eq!(
            number(
                &claim,
                &protocol,
                &[0.5],
                0.3,
                &Base { differ: BTreeMap::new(), numbers: BTreeMap::new() }
            ),
            None
        );
    }
}
