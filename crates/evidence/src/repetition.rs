//! Repetitions of a claim, each with whether the control of the claim shows its effect in the same one.

use syntony_model::Protocol;
use syntony_model::protocol::Claim;
use syntony_results::judge::{Judged, Values};

/// One repetition of a claim.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Repetition {
    /// What the claim looks at.
    pub values: Values,
    /// Whether its control holds; true without one.
    pub shown: bool,
}

impl Repetition {
    /// The claim judged together with its control; none where it cannot be judged.
    pub fn judge(&self, claim: &Claim) -> Option<Judged> {
        Some(self.values.judge(claim).ok()?.beside(self.shown))
    }
}

/// Repetitions of a claim from what makes the values of a claim in each repetition; none where these cannot be made of the claim, or of its control.
pub(super) fn repetitions(
    protocol: &Protocol,
    claim: &Claim,
    of: impl Fn(&Claim) -> Option<Vec<Option<Values>>>,
) -> Option<Vec<Repetition>> {
    let own = of(claim)?;
    let shown = match protocol.control_of(claim) {
        None => vec![true; own.len()],
        Some(control) => {
            let holds = |v: Option<Values>| v.and_then(|v| v.judge(control).ok()).is_some_and(|j| j.holds);
            of(control)?.into_iter().map(holds).collect()
        }
    };
    let both = own.into_iter().zip(shown);
    Some(both.filter_map(|(values, shown)| Some(Repetition { values: values?, shown })).collect())
}
