//! Speech: syllables in phrases in turns. Who hears silence begins, who hears the other while speaking gives way.

use super::timing::Timing;
use super::{Does, Perceived};
use syntony_brain::neural::fast::percepts::ROW_S;
use syntony_engine::Stream;

/// What a speaker is about.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Doing {
    #[default]
    Listens,
    /// Until the first syllable, ms.
    Readies(f64),
    /// Until the next syllable, ms; syllables left in the phrase.
    Speaks(f64, u32),
}

/// Somebody who may speak.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Speech {
    doing: Doing,
    /// Silence heard, ms.
    silent: f64,
    /// Time in which the other was heard while speaking, ms.
    overlap: f64,
    /// Length of the turn, ms.
    turn: f64,
}

impl Speech {
    /// One millisecond.
    pub fn go(&mut self, t: &Timing, perceived: Perceived, random: &mut Stream) -> [Option<Does>; 2] {
        let ms = 1.0 / ROW_S;
        let quiet = !perceived.heard && !matches!(self.doing, Doing::Speaks(..));
        self.silent = if quiet { self.silent + 1.0 } else { 0.0 };
        match self.doing {
            Doing::Listens => {
                let rate = if self.silent >= t.silence * ms { t.begin } else { t.interrupt };
                if random.uniform() < rate * ROW_S {
                    self.doing = Doing::Readies(t.readiness * ms);
                    return [Some(Does::Readies(t.readiness * ms)), None];
                }
            }
            Doing::Readies(_) if perceived.heard => self.doing = Doing::Listens,
            Doing::Readies(left) if left > 1.0 => self.doing = Doing::Readies(left - 1.0),
            Doing::Readies(_) => {
                (self.overlap, self.turn) = (0.0, 0.0);
                self.doing = Doing::Speaks(1.0, phrase(t, random));
            }
            Doing::Speaks(next, left) => {
                self.turn += 1.0;
                self.overlap += f64::from(u8::from(perceived.heard));
                if self.overlap > t.overlap * ms {
                    return self.end();
                }
                if next > 1.0 {
                    self.doing = Doing::Speaks(next - 1.0, left);
                    return [None; 2];
                }
                if left == 0 {
                    if random.uniform() < t.end {
                        return self.end();
                    }
                    self.doing = Doing::Speaks(1.0, phrase(t, random));
                    return [None; 2];
                }
                let next = ms / t.syllables * (1.0 + t.irregular * random.normal()).max(0.3);
                let pause = if left == 1 { t.pause * ms * (0.5 + random.uniform()) } else { 0.0 };
                self.doing = Doing::Speaks(next + pause, left - 1);
                return [Some(Does::Act(t.syllable * ms)), None];
            }
        }
        [None; 2]
    }

    fn end(&mut self) -> [Option<Does>; 2] {
        self.doing = Doing::Listens;
        self.silent = 0.0;
        [Some(Does::Ended(self.turn)), None]
    }
}

/// Syllables of a phrase.
fn phrase(t: &Timing, random: &mut Stream) -> u32 {
    1 + ((t.phrase - 1.0) * random.exponential()).round() as u32
}
