//! Gestures in series: an oscillator of one's own tempo that corrects phase and period by the gestures that are seen.
//!
//! **Equations**
//! ```text
//! e = φ now − ω (sense + visible), in cycles within ±½         how far ahead of the other one is when its gesture is seen
//! φ ← φ − a e,   ω ← ω (1 − b e)
//! ```
//! **Symbols.** φ: phase, a gesture at every whole number; ω: tempo, 1/s; a, b: phase and period correction. The delay of sight is known from
//! living with it. **Paper.** phase and period correction in sensorimotor synchronisation: Repp & Su 2013 (recalled).

use super::timing::Timing;
use super::{Does, Perceived};
use syntony_brain::neural::fast::percepts::ROW_S;
use syntony_engine::Stream;
use syntony_engine::math::exp;

/// Somebody who may move the hands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gestures {
    moves: bool,
    phase: f64,
    /// Tempo, and the own one, 1/s; 0 until drawn.
    tempo: f64,
    own: f64,
    /// Since a gesture of another was seen, ms.
    since: f64,
    /// Length of the series, ms.
    series: f64,
}

impl Gestures {
    /// One millisecond; `heeds` says whether the other's gestures matter.
    pub fn go(
        &mut self,
        t: &Timing,
        perceived: Perceived,
        heeds: bool,
        random: &mut Stream,
    ) -> [Option<Does>; 2] {
        let ms = 1.0 / ROW_S;
        if self.own == 0.0 {
            self.own = t.gestures * exp(t.tempo_sd * random.normal());
            self.tempo = self.own;
            self.since = t.memory * ms + 1.0;
        }
        self.since = if perceived.begins { 0.0 } else { self.since + 1.0 };
        let sees = heeds && self.since <= t.memory * ms;
        if !self.moves {
            let rate = if sees { t.follow } else { t.start };
            if random.uniform() < rate * ROW_S {
                (self.moves, self.series) = (true, 0.0);
                // the first gesture comes when one is ready
                self.phase = 1.0 - t.readiness * self.tempo;
                return [Some(Does::Readies(t.readiness * ms)), None];
            }
            return [None; 2];
        }
        self.series += 1.0;
        if perceived.begins && heeds {
            let ahead = self.phase - self.tempo * (t.sense + t.visible);
            let ahead = ahead - ahead.round();
            self.phase -= t.phase_correction * ahead;
            self.tempo *= 1.0 - t.period_correction * ahead;
            self.tempo = self.tempo.clamp(0.5 * self.own, 2.0 * self.own);
        }
        self.phase += self.tempo * ROW_S;
        let mut done = [None; 2];
        if self.phase >= 1.0 {
            self.phase -= 1.0 + t.tempo_noise * random.normal();
            done[0] = Some(Does::Act(t.gesture * ms));
        }
        // who has begun to be imitated waits for the other to stop, or stops first
        let alone = heeds && self.since > t.memory * ms && self.since < 2.0 * t.memory * ms;
        let rate = if alone { t.follow } else { t.stop };
        if random.uniform() < rate * ROW_S {
            self.moves = false;
            self.tempo = self.own;
            done[1] = Some(Does::Ended(self.series));
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntony_brain::numbers::Numbers;
    use syntony_model::Atlas;

    fn moving() -> (Timing, Gestures, Stream) {
        let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
        let mut t = Timing::read(&mut Numbers::new(&atlas));
        // who has begun goes on, without noise
        (t.stop, t.follow, t.tempo_noise) = (0.0, 0.0, 0.0);
        let hands = Gestures { moves: true, tempo: 1.6, own: 1.6, ..Gestures::default() };
        (t, hands, Stream::new(1, 0, 0, 0))
    }

    #[test]
    fn exact_phase_and_tempo_after_a_gesture_that_is_seen() {
        for phase in [0.1, 0.35, 0.6, 0.9] {
            let (t, mut hands, mut random) = moving();
            hands.phase = phase;
            let ahead = phase - 1.6 * (t.sense + t.visible);
            let e = ahead - ahead.round();
            hands.go(&t, Perceived { heard: false, begins: true }, true, &mut random);
            let tempo = 1.6 * (1.0 - t.period_correction * e);
            let whole = phase - t.phase_correction * e + tempo * ROW_S;
            assert!((hands.tempo - tempo).abs() < 1e-12, "{phase}: {}, expected {tempo}", hands.tempo);
            let off = hands.phase - whole;
            assert!((off - off.round()).abs() < 1e-12, "{phase}: {}, expected {whole}", hands.phase);
        }
    }

    /// Nobody's gestures change what nobody heeds, and there is one gesture in each period.
    #[test]
    fn keeps_the_own_tempo_unheeded() {
        let (t, mut hands, mut random) = moving();
        let acts = (0..100_000).filter(|k| {
            let perceived = Perceived { heard: false, begins: k % 517 == 0 };
            hands.go(&t, perceived, false, &mut random)[0].is_some()
        });
        assert_eq!(acts.count(), 160);
    }
}
