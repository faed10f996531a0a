//! Jansen-Rit mass of pyramidal cells, excitatory and inhibitory interneurons.
//!
//! **Equations**
//! ```text
//! y0' = y3,   y3' = A a S(y1 − y2) − 2 a y3 − a² y0
//! y1' = y4,   y4' = A a (μ + a_2 J S(a_1 J y0) + u) − 2 a y4 − a² y1
//! y2' = y5,   y5' = B b a_4 J S(a_3 J y0) − 2 b y5 − b² y2
//! S(v) = 2 ν / (1 + exp(r (v0 − v))),   u = G Σ_j w_j S'(y1_j − y2_j)(t − d_j),  S' with v1 in place of v0
//! ```
//! **Symbols.** y0..y2: potentials (mV), y3..y5 their speeds (mV/s); A, B: heights of synaptic potentials (mV); a, b: their rates (1/s);
//! ν: half of the greatest rate (Hz); μ: mean input (Hz).
//! **Shape.** States y0..y5; sends the rate of the pyramidal cells.
//! **Assumptions.** Noise enters y4, as noise of the input does.
//! **Papers.** Jansen & Rit 1995; numbers named as in TVB's `JansenRit` and `SigmoidalJansenRit`.

use super::{Mass, MassNumber, dims};
use syntony_engine::Real;
use syntony_engine::network::Dynamics;
use syntony_language::quantity::Dimension;

/// The mass.
#[derive(Debug, Clone, Copy, Default)]
pub struct JansenRit;

impl<R: Real> Dynamics<R, 6, 1, 13> for JansenRit {
    #[inline(always)]
    fn slope(&self, y: [R; 6], [u]: [R; 1], n: [R; 13]) -> [R; 6] {
        let [pyramid, excited, inhibited, input, given, r, rest, gain_1, gain_3, a, b, _, _] = n;
        let [y0, y1, y2, y3, y4, y5] = y;
        let own = (r * (y1 - y2) - rest).logistic();
        let first = (gain_1 * y0 - rest).logistic();
        let second = (gain_3 * y0 - rest).logistic();
        let two = R::of(2.0);
        [
            y3,
            y4,
            y5,
            pyramid * own - a * (two * y3 + a * y0),
            ((excited * first + given * u) + input) - a * (two * y4 + a * y1),
            inhibited * second - b * (two * y5 + b * y2),
        ]
    }
    #[inline(always)]
    fn sent(&self, y: [R; 6], n: [R; 13]) -> [R; 1] {
        [n[11] * (n[5] * (y[1] - y[2]) - n[12]).logistic()]
    }
    #[inline(always)]
    fn shown(&self, y: [R; 6]) -> R {
        y[1] - y[2]
    }
}

impl Mass<17, 6, 1, 13> for JansenRit {
    const KEY: &'static str = "jansen_rit";
    const ABOUT: &'static str = "Jansen-Rit";
    const STATES: [(&'static str, &'static str); 6] =
        [("y0", "mV"), ("y1", "mV"), ("y2", "mV"), ("y3", "mV/s"), ("y4", "mV/s"), ("y5", "mV/s")];
    const NOISY: [bool; 6] = [false, false, false, false, true, false];
    const SHOWN: (&'static str, &'static str, &'static str) =
        ("psp", "mV", "y1 - y2, potential of pyramidal cells");
    const ACTIVE: bool = false;
    const NUMBERS: [MassNumber; 17] = [
        ("a_height", Dimension::POTENTIAL, "A, height of excitatory potentials"),
        ("b_height", Dimension::POTENTIAL, "B, height of inhibitory potentials"),
        ("a", Dimension::RATE, "rate of excitatory potentials"),
        ("b", Dimension::RATE, "rate of inhibitory potentials"),
        ("v0", Dimension::POTENTIAL, "potential at half of the greatest rate"),
        ("nu_max", Dimension::RATE, "half of the greatest rate"),
        ("r", dims::PER_POTENTIAL, "steepness of the sigmoid"),
        ("j", Dimension::NONE, "mean number of synapses"),
        ("a_1", Dimension::NONE, "pyramidal to excitatory"),
        ("a_2", Dimension::NONE, "excitatory to pyramidal"),
        ("a_3", Dimension::NONE, "pyramidal to inhibitory"),
        ("a_4", Dimension::NONE, "inhibitory to pyramidal"),
        ("mu", Dimension::RATE, "mean input"),
        ("v1", Dimension::POTENTIAL, "potential at half of the greatest rate that is sent"),
        ("gain", Dimension::NONE, "gain of all three sigmoids"),
        ("coupling", Dimension::NONE, "global coupling G"),
        ("noise", dims::POTENTIAL_NOISE, "intensity D of the noise of y4"),
    ];

    fn fold(n: [f64; 17], _: f64) -> [f64; 13] {
        let [ha, hb, a, b, v0, nu, r, j, a_1, a_2, a_3, a_4, mu, v1, gain, _, _] = n;
        let (top, r) = (2.0 * nu, r * gain);
        [
            ha * a * top,
            ha * a * a_2 * j * top,
            hb * b * a_4 * j * top,
            ha * a * mu,
            ha * a,
            r,
            r * v0,
            r * a_1 * j,
            r * a_3 * j,
            a,
            b,
            top,
            r * v1,
        ]
    }

    fn factor(n: [f64; 17]) -> f64 {
        n[15]
    }

    fn fastest(n: [f64; 17]) -> f64 {
        (1.0 / n[2]).min(1.0 / n[3])
    }
}
