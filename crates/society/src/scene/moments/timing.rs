//! When people act at the millisecond clock, read from the atlas. Times in s, rates in 1/s.

use syntony_brain::numbers::Numbers;
use syntony_language::quantity::Dimension;

/// Numbers of acts in time.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // each is explained where it is read
pub struct Timing {
    pub visible: f64,
    pub sense: f64,
    pub jitter: f64,
    pub felt: f64,
    pub heard: f64,
    pub readiness: f64,
    pub readying: f64,
    pub syllables: f64,
    pub syllable: f64,
    pub irregular: f64,
    pub phrase: f64,
    pub pause: f64,
    pub end: f64,
    pub silence: f64,
    pub begin: f64,
    pub interrupt: f64,
    pub overlap: f64,
    pub gestures: f64,
    pub tempo_sd: f64,
    pub tempo_noise: f64,
    pub gesture: f64,
    pub phase_correction: f64,
    pub period_correction: f64,
    pub start: f64,
    pub stop: f64,
    pub follow: f64,
    pub settled: f64,
    pub memory: f64,
    pub shot: f64,
    pub gaze: f64,
}

impl Timing {
    /// Reads them.
    pub fn read(n: &mut Numbers) -> Timing {
        let (one, time, rate) = (Dimension::NONE, Dimension::TIME, Dimension::RATE);
        Timing {
            visible: n.take("timing.visible", time, "from a command to what can be seen or heard of it"),
            sense: n.take("timing.sense", time, "from what can be seen or heard to the percept"),
            jitter: n.take("timing.jitter", time, "SD of the time to a percept"),
            felt: n.take("timing.felt", time, "from a command to feeling the movement"),
            heard: n.take("timing.heard", time, "from a command to hearing or seeing oneself"),
            readiness: n.take("timing.readiness", time, "from a decision to the first act"),
            readying: n.take("timing.readying", one, "motor activity meanwhile"),
            syllables: n.take("timing.syllables", rate, "syllables of somebody who speaks"),
            syllable: n.take("timing.syllable", time, "length of a syllable"),
            irregular: n.take("timing.irregular", one, "relative SD of the time between syllables"),
            phrase: n.take("timing.phrase", one, "syllables in a phrase").max(1.0),
            pause: n.take("timing.pause", time, "pause between phrases"),
            end: n.take("timing.end", one, "chance that a turn ends with a phrase"),
            silence: n.take("timing.silence", time, "heard silence that invites to speak"),
            begin: n.take("timing.begin", rate, "decisions to speak in silence"),
            interrupt: n.take("timing.interrupt", rate, "decisions to speak while the other does"),
            overlap: n.take("timing.overlap", time, "overlap after which one gives way"),
            gestures: n.take("timing.gestures", rate, "gestures in a series"),
            tempo_sd: n.take("timing.tempo_sd", one, "SD of ln of the own tempo"),
            tempo_noise: n.take("timing.tempo_noise", one, "SD of a gesture's timing, in periods"),
            gesture: n.take("timing.gesture", time, "length of a gesture"),
            phase_correction: n.take(
                "timing.phase_correction",
                one,
                "share of an asynchrony made up at once",
            ),
            period_correction: n.take("timing.period_correction", one, "share that changes the period"),
            start: n.take("timing.start", rate, "beginnings of a series of gestures"),
            stop: n.take("timing.stop", rate, "ends of a series of gestures"),
            follow: n.take(
                "timing.follow",
                rate,
                "beginnings and ends as the other is seen to begin and end",
            ),
            settled: n.take(
                "timing.settled",
                time,
                "from the beginning of a series of gestures to settled rhythms",
            ),
            memory: n.take("timing.memory", time, "time without a gesture seen until the other has stopped"),
            shot: n.take("timing.shot", time, "length of a shot of a film").max(0.1),
            gaze: n.take("timing.gaze", one, "share of a conversation in which one is looked at"),
        }
    }
}
