//! What is on its way: intervals that begin within the next seconds, read off millisecond by millisecond.

/// How far ahead an interval may end, ms.
const AHEAD: usize = 4096;

/// One line; intervals add up.
#[derive(Debug, Clone)]
pub struct Line {
    change: Vec<f32>,
    now: usize,
    level: f32,
}

impl Default for Line {
    fn default() -> Self {
        Line { change: vec![0.0; AHEAD], now: 0, level: 0.0 }
    }
}

impl Line {
    /// Something of this size from `after` ms on, for `length` ms.
    pub fn put(&mut self, after: f64, length: f64, size: f64) {
        let from = (after.max(0.0).round() as usize).min(AHEAD - 2);
        let to = (from + (length.round() as usize).max(1)).min(AHEAD - 1);
        self.change[(self.now + from) % AHEAD] += size as f32;
        self.change[(self.now + to) % AHEAD] -= size as f32;
    }

    /// What is there in this millisecond, 0 to 1; goes on to the next.
    pub fn next(&mut self) -> f64 {
        self.level += std::mem::take(&mut self.change[self.now]);
        self.now = (self.now + 1) % AHEAD;
        // sums of what came and went leave rounding behind
        if self.level.abs() < 1e-5 {
            self.level = 0.0;
        }
        f64::from(self.level.clamp(0.0, 1.0))
    }
}
