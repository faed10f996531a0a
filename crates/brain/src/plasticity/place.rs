//! What a place comes to be worth.
//!
//! **Equation.** `dV/dt = k o ⟨S_D1 phasic⟩ (r − V)`, `r = w_da ln(C_DA/C*_DA) (S_D1/S*_D1 limited to 2) + w_s contact reward`.
//! **Symbols.** V: value of the place (1); o: presence there; C_DA: dopamine in the accumbens shell over rest; k: 1/s.
//! **Shape.** rows of `[place × lane]`. **Assumptions.** D1 gates appetitive place learning. **Paper.** Liu et al. 2011 (direction only).

use crate::numbers::Numbers;
use syntony_language::quantity::Dimension;

/// Parameters of place learning.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct PlaceParameters {
    pub rate: f64,
    pub dopamine_value: f64,
    pub social_value: f64,
    pub slope: f64,
}

impl PlaceParameters {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Self {
        let (one, rate) = (Dimension::NONE, Dimension::RATE);
        PlaceParameters {
            rate: n.take("place.rate", rate, "speed of place learning"),
            dopamine_value: n.take("place.dopamine_value", one, "value per ln dopamine over rest"),
            social_value: n.take("place.social_value", one, "value per unit of social reward"),
            slope: n.take("place.slope", one, "logit units of choice per unit of value"),
        }
    }
}
