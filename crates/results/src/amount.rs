//! What makes a number of a paper an amount, which a laboratory measures with a factor of its own.

use syntony_language::{Dimension, Unit};
use syntony_model::Protocol;
use syntony_model::protocol::{Claim, ClaimKind, Variation};

/// Paper and dimension of an amount that has a scale of its own, such as minutes; shares have none.
pub fn amount(claim: &Claim, protocol: &Protocol) -> Option<(String, String)> {
    let (measure, value) = match &claim.kind {
        ClaimKind::Mean { measure, value, .. } | ClaimKind::Quantile { measure, value, .. } => {
            (measure, value)
        }
        ClaimKind::Varies(v) if v.of == Variation::Sd => (&v.measures[0], &v.value),
        _ => return None,
    };
    let unit = Unit::parse(&protocol.measures.iter().find(|m| m.key == *measure)?.unit).ok()?;
    let scaled = *value > 0.0 && unit.dimension() != Dimension::NONE;
    scaled.then(|| (protocol.source.clone(), format!("{:?}", unit.dimension())))
}
