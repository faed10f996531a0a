//! A claim with everything that a validation says of it.

use super::forecast::Forecast;
use serde::{Deserialize, Serialize};
use syntony_results::record::Verdict;

/// A claim, judged.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Finding {
    /// Verdict by the paper's own criterion.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// 95 % interval of the probability that the claim holds at this n; none where it is not applicable.
    pub share_interval: Option<(f64, f64)>,
    /// Whether the claim is about no difference.
    pub expects_none: bool,
    /// Standardised effect at this n, where the claim compares.
    pub effect: Option<f64>,
    /// Its central 95 % over repetitions.
    pub effect_interval: Option<(f64, f64)>,
    /// The simulated effect beside a published one, where there is one.
    #[serde(default)]
    pub size: Option<Size>,
    /// Published direction: 1 or -1; none where the claim has no direction.
    pub direction: Option<i8>,
    /// Whether the simulated direction is the published one.
    pub agrees: Option<bool>,
    /// The quantity that the paper reports, where it does.
    pub quantity: Option<ComparedQuantity>,
    /// Share of the draws of a posterior for which the claim holds; none without them.
    pub drawn: Option<f64>,
    /// Share of repetitions in which the claim holds where nothing has an effect; none where that cannot be asked.
    pub null: Option<f64>,
    /// The same where every comparison has the same effect.
    pub constant: Option<f64>,
    /// The comparison as a forecast; none for a number.
    pub forecast: Option<Forecast>,
    /// Bits of the forecast, or of the published number under the density of simulated ones; none where base rates know nothing.
    pub bits: Option<f64>,
    /// Bits of a comparison where nothing has an effect.
    pub null_bits: Option<f64>,
    /// Bits of a comparison where every one has the effect `baseline::TOLD` in the published direction.
    pub told_bits: Option<f64>,
    /// Bits of a comparison as a regression on designs foretells it from other papers.
    #[serde(default)]
    pub ridge_bits: Option<f64>,
    /// The same from other laboratories.
    #[serde(default)]
    pub ridge_laboratory_bits: Option<f64>,
}

/// A published number beside the simulated one.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct ComparedQuantity {
    /// Published.
    pub published: f64,
    /// Simulated, over all animals of all repetitions.
    pub simulated: f64,
    /// Published over simulated or the inverse, at least 1; none if one is zero or their signs differ.
    pub fold: Option<f64>,
    /// Fold error where amounts of other animals of the laboratory are known, see `known.rs`.
    pub fold_known: Option<f64>,
    /// Which amounts a laboratory measures with the same factor; none for what is no amount.
    pub laboratory: Option<Laboratory>,
    /// Whether the fold error is at most two; none where a fold error says nothing (a published zero, a coefficient).
    pub within_two: Option<bool>,
    /// Central 90 % of what another group, treated alike in another laboratory, would show at the paper's n.
    pub predictive: (f64, f64),
    /// Whether the published number lies in it.
    pub covered: bool,
    /// Whether it lies in the interval of sampling alone.
    pub covered_by_sampling: bool,
    /// Fold error of the null model.
    pub null_fold: Option<f64>,
}

/// What an amount shares with others.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Laboratory {
    /// Paper and dimension.
    pub name: String,
    /// Protocol and group of the animals that it is of.
    pub animals: Vec<String>,
    /// SD of the ln factor.
    pub sd: f64,
    /// SD of ln amounts between groups that are treated alike.
    pub groups_sd: f64,
    /// SD of ln of what is simulated at the paper's n.
    pub sampling_sd: f64,
}

/// The simulated effect of a claim of which one is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// Median over repetitions; none where nothing varies.
    pub simulated: Option<f64>,
    /// Central 90 % over repetitions.
    pub interval: Option<(f64, f64)>,
    /// Size of the simulated over that of the published; none where one of them is 0.
    pub ratio: Option<f64>,
    /// Whether both have the same sign and neither is more than twice the other.
    pub within_two: bool,
    /// Whether the published effect lies in the interval.
    pub covered: bool,
}
