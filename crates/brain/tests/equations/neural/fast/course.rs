//! The course of a percept.

use syntony_brain::neural::fast::course::{Course, PerceptShape};

/// A rectangle of 100 ms: exact while it is there and after it, and its mean is that of the act.
#[test]
fn exact_the_course_of_an_act() {
    let (onset, lasting, phasic) = (0.03, 0.2, 2.5);
    let decay = PerceptShape { onset, lasting, phasic }.decay(1e-3);
    let mut course = Course::default();
    // since the step up, or from the step down on what is left of both
    let up = |t: f64| {
        let fast = 1.0 - (-t / onset).exp() * (1.0 + t / onset);
        let slow = 1.0 - (-t / lasting).exp();
        slow + phasic * (fast - slow)
    };
    let mut sum = 0.0;
    for k in 1..=5_000 {
        let t = k as f64 * 1e-3;
        let found = course.step(if k <= 100 { 1.0 } else { 0.0 }, &decay);
        let expected = up(t) - if t > 0.1 { up(t - 0.1) } else { 0.0 };
        assert!((found - expected).abs() < 1e-9, "at {t} s: {found}, expected {expected}");
        sum += found * 1e-3;
    }
    assert!((sum / 0.1 - 1.0).abs() < 0.02, "{sum}");
}
