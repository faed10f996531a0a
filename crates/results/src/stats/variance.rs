//! Spread within and between animals over sessions, by mean squares.
//!
//! **Equations.** n animals, each in k sessions; mean squares between animals R, between sessions C, of what is left E, within animals W:
//! ```text
//! ICC(1)   = (R − W) / (R + (k − 1) W)                            sessions have no order
//! ICC(C,1) = (R − E) / (R + (k − 1) E)                            what all gain from session to session is left out
//! ICC(A,1) = (R − E) / (R + (k − 1) E + k/n (C − E))              it counts as error
//! within / between = √W / √((R − W) / k)                          = √((1 − ICC(1)) / ICC(1))
//! 95 % of ICC: F = (1 + (k − 1) r) / (1 − r), from F / F.975(n − 1, d) to F · F.975(d, n − 1), back by r = (F − 1) / (F + k − 1)
//! ```
//! **Symbols.** d: degrees of freedom of what is left, n (k − 1) for ICC(1), (n − 1)(k − 1) else. z = ½ ln F is the scale on which the error of r hardly depends on r.
//! **Assumptions.** Normal distributions. The interval of ICC(A,1) takes sessions to differ by no more than chance, since papers do not give their mean square.
//! **Papers.** Shrout and Fleiss 1979, Psychol Bull 86:420; McGraw and Wong 1996, Psychol Methods 1:30.

use super::mean;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};
use syntony_model::protocol::Form;

/// ICC below which a ratio of SD within to SD between is no longer told: 31.6.
const LEAST: f64 = 0.001;

/// Mean squares of animals in sessions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Squares {
    /// Between animals.
    pub animals: f64,
    /// Between sessions.
    pub sessions: f64,
    /// Of what is left.
    pub error: f64,
    /// Within animals.
    pub within: f64,
    animals_n: f64,
    sessions_n: f64,
}

impl Squares {
    /// Of sessions, each with the values of the same animals in the same order.
    pub fn of(sessions: &[Vec<f64>]) -> Squares {
        let (n, k) = (sessions.first().map_or(0, Vec::len), sessions.len());
        let (nf, kf) = (n as f64, k as f64);
        let animal = |i: usize| sessions.iter().map(|s| s[i]).sum::<f64>() / kf;
        let animals: Vec<f64> = (0..n).map(animal).collect();
        let means: Vec<f64> = sessions.iter().map(|s| mean(s)).collect();
        let grand = mean(&animals);
        let off = |x: &[f64]| x.iter().map(|v| (v - grand) * (v - grand)).sum::<f64>();
        let mut within = 0.0;
        let mut error = 0.0;
        for (session, of_session) in sessions.iter().zip(&means) {
            for (x, of_animal) in session.iter().zip(&animals) {
                within += (x - of_animal) * (x - of_animal);
                let left = x - of_animal - of_session + grand;
                error += left * left;
            }
        }
        Squares {
            animals: kf * off(&animals) / (nf - 1.0),
            sessions: nf * off(&means) / (kf - 1.0),
            error: error / ((nf - 1.0) * (kf - 1.0)),
            within: within / (nf * (kf - 1.0)),
            animals_n: nf,
            sessions_n: kf,
        }
    }

    /// Intraclass correlation of single measurements; NaN where nothing varies.
    pub fn icc(&self, form: Form) -> f64 {
        let (r, k) = (self.animals, self.sessions_n);
        match form {
            Form::OneWay => (r - self.within) / (r + (k - 1.0) * self.within),
            Form::Consistency => (r - self.error) / (r + (k - 1.0) * self.error),
            Form::Agreement => {
                let shift = k / self.animals_n * (self.sessions - self.error);
                (r - self.error) / (r + (k - 1.0) * self.error + shift)
            }
        }
    }

    /// SD within animals over that between them; at most that of an ICC of `LEAST`, where animals differ by no more than their wavering lets them.
    pub fn within_between(&self) -> f64 {
        let icc = self.icc(Form::OneWay).max(LEAST);
        ((1.0 - icc) / icc).sqrt()
    }
}

/// An intraclass correlation on the scale of z.
pub fn z_of_icc(r: f64, sessions: usize) -> f64 {
    0.5 * ((1.0 + (sessions as f64 - 1.0) * r) / (1.0 - r)).ln()
}

/// The intraclass correlation of a z.
pub fn icc_of_z(z: f64, sessions: usize) -> f64 {
    let f = (2.0 * z).exp();
    (f - 1.0) / (f + sessions as f64 - 1.0)
}

/// How far the 95 % interval of a z reaches below and above it; NaN of fewer than two animals or sessions.
pub fn reach_of_z(form: Form, animals: usize, sessions: usize) -> (f64, f64) {
    let (n, k) = (animals as f64, sessions as f64);
    let first = n - 1.0;
    let second = if form == Form::OneWay { n * (k - 1.0) } else { first * (k - 1.0) };
    let half =
        |a: f64, b: f64| FisherSnedecor::new(a, b).map_or(f64::NAN, |law| 0.5 * law.inverse_cdf(0.975).ln());
    (half(first, second), half(second, first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_intraclass_correlations_of_shrout_and_fleiss() {
        // their table 2: four judges, six targets; digits of pingouin 0.7.0 (intraclass_corr)
        let judges = [
            vec![9.0, 6.0, 8.0, 7.0, 10.0, 6.0],
            vec![2.0, 1.0, 4.0, 1.0, 5.0, 2.0],
            vec![5.0, 3.0, 6.0, 2.0, 6.0, 4.0],
            vec![8.0, 2.0, 8.0, 6.0, 9.0, 7.0],
        ];
        let squares = Squares::of(&judges);
        for (form, expected) in [
            (Form::OneWay, 0.165_741_768_4),
            (Form::Agreement, 0.289_763_779_5),
            (Form::Consistency, 0.714_840_714_8),
        ] {
            let r = squares.icc(form);
            assert!((r - expected).abs() < 1e-10, "{form:?}: {r}");
            assert!((icc_of_z(z_of_icc(r, 4), 4) - r).abs() < 1e-12);
        }
        // SD within over SD between: the root of (1 − r) / r
        assert!((squares.within_between() - (0.834_258_231_6f64 / 0.165_741_768_4).sqrt()).abs() < 1e-8);
        // intervals by the F distribution of SciPy, which pingouin rounds to [-0.13, 0.72] and [0.34, 0.95]
        for (form, r, low, high) in [
            (Form::OneWay, 0.165_741_8, -0.132_932_308, 0.722_560_085),
            (Form::Consistency, 0.714_840_7, 0.342_464_743, 0.945_858_257),
        ] {
            let (below, above) = reach_of_z(form, 6, 4);
            let z = z_of_icc(r, 4);
            assert!((icc_of_z(z - below, 4) - low).abs() < 1e-6, "{form:?}");
            assert!((icc_of_z(z + above, 4) - high).abs() < 1e-6, "{form:?}");
        }
    }
}
