//! Instruments against closed forms, and against what they cannot show.

use syntony_engine::Stream;
use syntony_model::Atlas;
use syntony_observe::instrument::{Instruments, TooFast, eeg, every, pink};

fn instruments() -> Instruments {
    let atlas = Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    Instruments::read(&atlas).unwrap_or_else(|p| panic!("{p}"))
}

#[test]
fn exact_potential_of_a_radial_dipole_is_its_legendre_series() {
    for (f, x) in [(0.0, 0.3), (0.1, -0.5), (0.4, 0.9), (0.55, 1.0), (0.55, -1.0)] {
        let (mut p, mut before, mut power, mut sum) = (x, 1.0, 1.0, 0.0);
        for n in 1..200 {
            let n = f64::from(n);
            sum += (2.0 * n + 1.0) * power * p;
            (p, before) = (((2.0 * n + 1.0) * x * p - n * before) / (n + 1.0), p);
            power *= f;
        }
        assert!((eeg::potential(f, x) - sum).abs() < 1e-9, "{f} {x}");
    }
}

#[test]
fn exact_motor_cortex_is_seen_best_at_central_electrodes() {
    let i = instruments();
    let lead = i.eeg.lead([0.038, -0.018, 0.056]);
    let best = (0..lead.len()).max_by(|a, b| lead[*a].total_cmp(&lead[*b])).map(|k| eeg::NAMES[k]);
    assert!(["C3", "C4", "CP1", "CP2", "FC1", "FC2", "Cz"].contains(&best.unwrap_or("")), "{best:?}");
}

#[test]
fn exact_balloon_rests_and_answers_as_blood_does() {
    let i = instruments();
    let rate = 10.0;
    let rest = i.blood.balloon(&vec![0.0; 600], rate);
    assert!(rest.iter().all(|s| (s.volume - 1.0).abs() < 1e-12 && (s.content - 1.0).abs() < 1e-12));
    // two seconds of activity: a peak after about six, an undershoot, half a per cent or more
    let z: Vec<f64> = (0..400).map(|k| f64::from(u8::from(k < 20))).collect();
    let bold: Vec<f64> = i.blood.balloon(&z, rate).iter().map(|s| i.blood.bold(*s)).collect();
    let peak = (0..400).max_by(|a, b| bold[*a].total_cmp(&bold[*b])).unwrap_or(0) as f64 / rate;
    assert!((3.5..7.5).contains(&peak), "{peak}");
    assert!(bold.iter().any(|x| *x < -1e-4) && bold.iter().any(|x| *x > 3e-3), "{bold:?}");
    // however hard it is driven it stays a number
    let wild: Vec<f64> = (0..2000).map(|k| if k % 37 < 18 { 4.0 } else { -1.0 }).collect();
    assert!(i.blood.balloon(&wild, rate).iter().all(|s| s.volume.is_finite() && s.content.is_finite()));
}

#[test]
fn exact_oxygenated_blood_comes_as_deoxygenated_goes() {
    let i = instruments();
    let z: Vec<f64> = (0..600).map(|k| f64::from(u8::from(k < 200))).collect();
    let quiet = vec![0.0; 600];
    let states = i.blood.balloon(&z, 10.0);
    let [oxy, deoxy] = i
        .blood
        .light(&states, 10.0, 10.0, &quiet, &mut Stream::new(1, 0, 0, 0))
        .unwrap_or_else(|e| panic!("{e}"));
    let mean = |v: &[f64]| v[60..200].iter().sum::<f64>() / 140.0;
    assert!(mean(&oxy) > 0.1 && mean(&deoxy) < -0.02, "{} {}", mean(&oxy), mean(&deoxy));
}

#[test]
fn keeps_instruments_from_sampling_faster_than_was_recorded() {
    assert_eq!(every(250.0, 500.0), Ok(2));
    assert_eq!(every(1000.0, 500.0), Err(TooFast { asked_hz: 1000.0, recorded_hz: 500.0 }));
    assert!(every(300.0, 500.0).is_err());
}

#[test]
fn exact_pink_noise_has_unit_spread_and_a_falling_spectrum() {
    let x = pink(100_000, 250.0, 0.5, &mut Stream::new(1, 0, 0, 0));
    let var = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
    assert!((var - 1.0).abs() < 0.1, "{var}");
    let band = |low, high| {
        let b = syntony_observe::synchrony::Band::new(low, high);
        syntony_observe::synchrony::band_pass(&x, 250.0, b).iter().map(|x| x * x).sum::<f64>() / (high - low)
    };
    let ratio = band(4.0, 6.0) / band(40.0, 60.0);
    assert!((5.0..20.0).contains(&ratio), "{ratio}");
}

#[test]
fn exact_arousal_widens_the_pupil_after_a_second() {
    let i = instruments();
    let a: Vec<f64> = (0..500).map(|k| f64::from(u8::from(k >= 100))).collect();
    let shown = i.body.measure(&a, 50.0, &mut Stream::new(1, 0, 0, 0));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    assert!(mean(&shown.pupil[100..115]) < mean(&shown.pupil[..100]) + 0.1);
    assert!(mean(&shown.pupil[200..]) > mean(&shown.pupil[..100]) + 0.3);
    assert!(mean(&shown.skin[300..]) > mean(&shown.skin[..100]) + 0.5);
    assert!(mean(&shown.heart[300..]) > 1.05 * mean(&shown.heart[..100]));
}
