//! What a schedule must keep: the nearest one within limits and budget.
//!
//! ```text
//! project(x) = argmin |y − x|² : least ≤ y ≤ most, Σ y ≤ budget          (minutes a day)
//! ```

/// What a schedule must keep, in minutes a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// At least, by practice.
    pub least: Vec<f64>,
    /// At most, by practice.
    pub most: Vec<f64>,
    /// Of all together, at most.
    pub budget: f64,
}

impl Room {
    /// The nearest schedule that keeps the limits: `clamp(x − λ)` with the smallest λ ≥ 0 that keeps the budget.
    pub fn project(&self, x: &[f64]) -> Vec<f64> {
        let moved = |shift: f64| -> Vec<f64> {
            let one = |i: usize| (x[i] - shift).max(self.least[i]).min(self.most[i]);
            (0..x.len()).map(one).collect()
        };
        let sum = |shift: f64| moved(shift).iter().sum::<f64>();
        if sum(0.0) <= self.budget {
            return moved(0.0);
        }
        // the sum falls piecewise linearly, with kinks where a practice leaves its most or reaches its least
        let mut kinks: Vec<f64> =
            (0..x.len()).flat_map(|i| [x[i] - self.most[i], x[i] - self.least[i]]).collect();
        kinks.push(0.0);
        kinks.retain(|k| *k >= 0.0);
        kinks.sort_by(f64::total_cmp);
        let mut low = 0.0;
        for high in kinks {
            let (above, below) = (sum(low), sum(high));
            if below <= self.budget {
                let share = if above > below { (above - self.budget) / (above - below) } else { 1.0 };
                return moved(low + share * (high - low));
            }
            low = high;
        }
        self.least.clone()
    }

    /// The schedule in whole minutes nearby, within the limits; limits that are no whole minutes may be met exactly.
    pub fn whole(&self, x: &[f64]) -> Vec<f64> {
        let x = self.project(x);
        let one = |i: usize| x[i].round().max(self.least[i]).min(self.most[i]);
        let mut out: Vec<f64> = (0..x.len()).map(one).collect();
        for o in
            out.iter_mut().enumerate().filter(|(i, o)| **o < 1.0 && self.least[*i] <= 0.0).map(|(_, o)| o)
        {
            *o = 0.0;
        }
        while out.iter().sum::<f64>() > self.budget + 1e-9 {
            let excess = |i: usize| out[i] - x[i];
            let most = (0..x.len())
                .filter(|&i| out[i] > self.least[i])
                .max_by(|&a, &b| excess(a).total_cmp(&excess(b)).then(b.cmp(&a)));
            match most {
                Some(i) => out[i] = (out[i] - 1.0).max(self.least[i]),
                None => break,
            }
        }
        out
    }

    /// The middle of what is allowed.
    pub fn middle(&self) -> Vec<f64> {
        let n = self.least.len().max(1) as f64;
        let free = self.budget - self.least.iter().sum::<f64>();
        self.project(&self.least.iter().map(|l| l + free / n).collect::<Vec<_>>())
    }

    /// As much as may be of one practice, the least of the others.
    pub fn only(&self, practice: usize) -> Vec<f64> {
        let mut out = self.least.clone();
        let left = self.budget - out.iter().sum::<f64>();
        out[practice] = (out[practice] + left).min(self.most[practice]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cma::CmaEs;
    use syntony_engine::Stream;

    fn room() -> Room {
        Room { least: vec![0.0, 5.0, 0.0], most: vec![20.0, 30.0, 40.0], budget: 40.0 }
    }

    #[test]
    fn exact_projection_agrees_with_the_closed_form() {
        for (x, want) in [
            ([10.0, 10.0, 10.0], [10.0, 10.0, 10.0]), // nothing binds
            ([-3.0, 2.0, 30.0], [0.0, 5.0, 30.0]),    // limits bind
            ([15.0, 20.0, 20.0], [10.0, 15.0, 15.0]), // the budget binds: all fall by 15/3
            ([100.0, 0.0, 30.0], [20.0, 5.0, 15.0]),  // the budget and two limits bind
            ([24.0, 6.0, 18.0], [20.0, 5.0, 15.0]), // one at its most, one at its least, the third takes the rest
        ] {
            let got = room().project(&x);
            assert!(got.iter().zip(want).all(|(g, w)| (g - w).abs() < 1e-12), "{x:?}: {got:?}, {want:?}");
        }
    }

    #[test]
    fn keeps_the_limits_whatever_is_projected_and_nothing_allowed_is_nearer() {
        let room = room();
        let mut random = Stream::new(1, 0, 0, 0);
        for _ in 0..2000 {
            let x: Vec<f64> = (0..3).map(|_| 40.0 * random.normal()).collect();
            let y = room.project(&x);
            let kept = |y: &[f64]| {
                y.iter().sum::<f64>() <= 40.0 + 1e-9
                    && (0..3).all(|i| y[i] >= room.least[i] - 1e-12 && y[i] <= room.most[i] + 1e-12)
            };
            assert!(kept(&y), "{x:?} {y:?}");
            assert!(kept(&room.whole(&x)), "{x:?}");
            let away = |y: &[f64]| (0..3).map(|i| (y[i] - x[i]) * (y[i] - x[i])).sum::<f64>();
            let other: Vec<f64> = y.iter().map(|v| v + random.normal()).collect();
            assert!(
                !kept(&other) || away(&other) >= away(&y) - 1e-9,
                "{x:?}: {other:?} is nearer than {y:?}"
            );
        }
    }

    #[test]
    fn order_of_the_search_finds_an_optimum_inside_and_on_the_limits() {
        let room = room();
        for best in [[12.0, 10.0, 8.0], [0.0, 5.0, 35.0], [20.0, 20.0, 0.0]] {
            let mut search = CmaEs::new(room.middle(), 12.0, crate::cma::points(3), 7);
            for _ in 0..120 {
                let points: Vec<Vec<f64>> = search.ask().iter().map(|x| room.project(x)).collect();
                let value = |x: &Vec<f64>| {
                    (0..3).map(|i| (1.0 + i as f64) * (x[i] - best[i]) * (x[i] - best[i])).sum::<f64>()
                };
                let values: Vec<f64> = points.iter().map(value).collect();
                search.tell(&points, &values);
            }
            let found = room.whole(search.mean());
            assert!((0..3).all(|i| (found[i] - best[i]).abs() <= 1.0), "{found:?}, {best:?}");
        }
    }
}
