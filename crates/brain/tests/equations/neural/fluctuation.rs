//! Ongoing activity where a tick is long.

use syntony_brain::neural::fluctuation::FluctuationParameters;
use syntony_engine::Key;

/// Means over a tick of an exactly simulated process have this variance and correlation.
#[test]
fn exact_means_over_a_tick() {
    let (p, dt, fine) = (FluctuationParameters { sd: 0.3, time: 12.0 }, 15.0, 300);
    let (sd, stays) = p.over(dt);
    let step: f64 = dt / f64::from(fine);
    let keep = (-step / p.time).exp();
    let (mut s, mut means) = (0.0, Vec::new());
    for tick in 0..20_000 {
        let mut sum = 0.0;
        for k in 0..fine {
            let z = syntony_engine::noise::normal(Key::new(3, 0), 1, k, tick);
            s = keep * s + p.sd * (1.0 - keep * keep).sqrt() * z;
            sum += s;
        }
        means.push(sum / f64::from(fine));
    }
    let n = means.len() as f64;
    let var = means.iter().map(|x| x * x).sum::<f64>() / n;
    let lag = means.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / n / var;
    assert!((var.sqrt() / sd - 1.0).abs() < 0.03, "{} against {sd}", var.sqrt());
    assert!((lag - stays).abs() < 0.03, "{lag} against {stays}");
}
