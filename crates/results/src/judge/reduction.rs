//! An effect that is smaller in an arm than in its control: one difference against the other, and whether it is gone.
//!
//! ```text
//! control and arm compare animals with themselves       D = mean of the differences of the control − that of the arm: Welch's t, or paired where the animals are the same
//! they compare groups                                   D = (a − b) − (c − d), variances of their own; of animals that are in both, by their own differences
//! they share a group (b is d)                           D = a − c: what is shared cancels
//! reduces: D has the direction of the effect, p < α     abolishes: and the test of the control finds no difference in the arm
//! ```
//! **Assumption.** Groups of which only some are the same animals are taken for groups of others: for animals that are alike twice the error is then too large.
//! The control itself must hold in the same repetition, as for every claim that has one ([`super::Judged::beside`]).

use crate::stats::{Student, Test};
use syntony_model::protocol::{ClaimKind, Reduction};

/// Values that are compared, each with its sign.
pub struct Contrast {
    /// One list for each sample.
    pub values: Vec<Vec<f64>>,
    /// 1 or -1 for each.
    pub signs: &'static [f64],
    /// Of the values of the claim, the list that moves the contrast by as much as it is moved, and the sign of that.
    pub handle: (usize, f64),
}

/// Differences of the same animals.
fn minus(x: &[f64], y: &[f64]) -> Vec<f64> {
    x.iter().zip(y).map(|(a, b)| a - b).collect()
}

/// What the effect of the control is, less that of the arm.
pub fn contrast(r: &Reduction, all: &[Vec<f64>]) -> Contrast {
    let part = |i: usize| all.get(i).map_or(&[][..], Vec::as_slice);
    let two = |x: Vec<f64>, y: Vec<f64>| (vec![x, y], &[1.0, -1.0][..]);
    let mut handle = (0, 1.0);
    let (values, signs) = if r.by_animal() {
        let (control, arm) = match &r.control {
            ClaimKind::Against { value, .. } => {
                let off = |x: &[f64]| x.iter().map(|v| v - value).collect::<Vec<f64>>();
                (off(part(0)), off(part(1)))
            }
            _ => (minus(part(0), part(1)), minus(part(2), part(3))),
        };
        if r.same_animals { (vec![minus(&control, &arm)], &[1.0][..]) } else { two(control, arm) }
    } else {
        let (control, arm) = (r.control.groups(), r.arm.groups());
        match () {
            _ if r.same_animals => two(minus(part(0), part(2)), minus(part(1), part(3))),
            _ if control.last() == arm.last() => two(part(0).to_vec(), part(2).to_vec()),
            _ if control.first() == arm.first() => {
                handle = (1, -1.0);
                two(part(3).to_vec(), part(1).to_vec())
            }
            _ => ((0..4).map(|i| part(i).to_vec()).collect(), &[1.0, -1.0, -1.0, 1.0][..]),
        }
    };
    Contrast { values, signs, handle }
}

/// The test of one difference against the other.
pub(super) fn test(r: &Reduction, all: &[Vec<f64>]) -> Test {
    let c = contrast(r, all);
    match &c.values[..] {
        [own] => Student::one(own, 0.0).differs(),
        lists => {
            let lists: Vec<&[f64]> = lists.iter().map(Vec::as_slice).collect();
            Student::contrast(&lists, c.signs).differs()
        }
    }
}

impl Contrast {
    /// The difference of the means.
    pub fn difference(&self) -> f64 {
        self.values.iter().zip(self.signs).map(|(v, sign)| sign * crate::stats::mean(v)).sum()
    }
}
