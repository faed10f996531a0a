//! Stimuli, and what instruments show of a cortex.

use super::*;

#[test]
fn exact_stimulus_where_and_when_it_is_given() {
    let atlas = atlas(&["process.wong_wang_ei.noise=0", "process.wong_wang_ei.coupling=0"]);
    let folder = tempfile::tempdir().unwrap();
    let stimulus = |text: &str| vec![(Place::default(), cells(text))];
    let with = |name: &str, text: &str| {
        series(&CortexAsk { stimuli: stimulus(text), ..ask() }, &atlas, &folder.path().join(name))
    };
    let quiet = series(&ask(), &atlas, &folder.path().join("quiet"));
    let pulse = with("pulse", "left_2, i_ext, 0.2nA, 20ms, 50ms");
    for (k, (x, q)) in pulse.iter().zip(&quiet).enumerate() {
        let (time, region) = (k / 20, k % 20);
        // values are means over a ms, the first that sees the stimulus is the 21st
        assert_eq!(x > q, region == 2 && time >= 20, "{time} {region}: {x} {q}");
    }
    // a stimulus from the first to beyond the last step is another number
    let set = {
        let param = atlas.params.get(atlas.params.find("process.wong_wang_ei.i_ext").unwrap());
        assert_eq!(param.value(), 0.0);
        let other = self::atlas(&[
            "process.wong_wang_ei.noise=0",
            "process.wong_wang_ei.coupling=0",
            "process.wong_wang_ei.i_ext=0.2nA",
        ]);
        series(&ask(), &other, &folder.path().join("set"))
    };
    let whole = with("whole", "left_2,i_ext,0.2nA,0s,1s");
    let third = |all: &[f64]| all.iter().skip(2).step_by(20).copied().collect::<Vec<_>>();
    assert_eq!(third(&whole), third(&set));
}

#[test]
fn exact_bold_of_a_stimulus_as_blood_answers() {
    let atlas = atlas(&["process.wong_wang_ei.noise=0", "process.wong_wang_ei.coupling=0"]);
    let folder = tempfile::tempdir().unwrap();
    let ask = CortexAsk {
        stimuli: vec![(Place::default(), cells("left_1,i_ext,0.05nA,20s,22s"))],
        skip: 20.0,
        duration: 30.0,
        every: 0.01,
        bold: Some(0.5),
        ..ask()
    };
    let path = folder.path().join("bold");
    let activity = series(&ask, &atlas, &path);
    let bold = values(&path.join("bold.zarr"), &["bold", "time"]);
    let [Data::F64(bold), Data::F64(time)] = &bold[..] else { panic!("{bold:?}") };
    assert_eq!((bold.len(), time[0], time[59]), (60 * 20, 20.5, 50.0));
    // the same from the series: relative to rest, which nothing but the stimulus leaves
    let blood = syntony_observe::instrument::Instruments::read(&atlas).unwrap().blood;
    let first: Vec<f64> = activity.iter().step_by(20).copied().collect();
    let rest = activity[19];
    let z: Vec<f64> = first.iter().map(|x| x / rest - 1.0).collect();
    let clean: Vec<f64> = blood.balloon(&z, 100.0).into_iter().map(|s| blood.bold(s)).collect();
    let peak = |x: &[f64]| x.iter().copied().fold(0.0, f64::max);
    for (volume, want) in clean.chunks(50).enumerate() {
        let want = want.iter().sum::<f64>() / 50.0;
        let got = bold[volume * 20];
        assert!((got - want).abs() < 1e-3 * peak(&clean), "{volume}: {got} {want}");
    }
    // it comes seconds after the activity and undershoots
    let course: Vec<f64> = bold.iter().step_by(20).copied().collect();
    let at = course.iter().position(|x| *x == peak(&course)).unwrap();
    assert!((3.0..9.0).contains(&(time[at] - 20.0)), "{}", time[at]);
    assert!(course[at..].iter().any(|x| *x < 0.0));
}

#[test]
fn exact_eeg_is_the_lead_field_of_what_is_recorded() {
    let atlas = atlas(&[]);
    let folder = tempfile::tempdir().unwrap();
    let eeg = syntony_observe::instrument::Instruments::read(&atlas).unwrap().eeg;
    for (mass, moment) in [("jansen_rit", eeg.moment_psp), ("wong_wang_ei", eeg.moment)] {
        let ask = CortexAsk { mass: mass.into(), skip: 0.2, duration: 0.4, eeg: Some(250.0), ..ask() };
        let path = folder.path().join(mass);
        let shown = series(&ask, &atlas, &path);
        let (found, time) = (numbers(&path.join("eeg.zarr"), "eeg"), numbers(&path.join("eeg.zarr"), "time"));
        assert_eq!(found.len(), 100 * 28);
        assert!((time[0] - 0.204).abs() < 1e-9 && (time[99] - 0.6).abs() < 1e-9);
        // what is skipped is rest in its second half; a run that records it says what it was
        let all = series(
            &CortexAsk { skip: 0.0, duration: 0.6, eeg: None, ..ask.clone() },
            &atlas,
            &folder.path().join(format!("{mass} all")),
        );
        let rest: Vec<f64> =
            (0..20).map(|r| (100..200).map(|t| all[t * 20 + r]).sum::<f64>() / 100.0).collect();
        let places = Connectome::read("synthetic:20").unwrap().centres.unwrap();
        let fields: Vec<Vec<f64>> = places.iter().map(|c| eeg.field(c.map(|x| 1e-3 * x), moment)).collect();
        for (sample, found) in found.chunks(28).enumerate() {
            let away: Vec<f64> = (0..20)
                .map(|r| (0..4).map(|t| shown[(4 * sample + t) * 20 + r]).sum::<f64>() / 4.0 - rest[r])
                .collect();
            let at = |channel: usize| fields.iter().zip(&away).map(|(f, x)| f[channel] * x).sum::<f64>();
            let mean = (0..28).map(at).sum::<f64>() / 28.0;
            for (channel, found) in found.iter().enumerate() {
                assert!((found - (at(channel) - mean)).abs() < 1e-9, "{mass} {sample} {channel}: {found}");
            }
        }
    }
}

#[test]
fn exact_noise_of_instruments_as_the_atlas_has_it() {
    let atlas =
        atlas(&["process.instrument.background_frequency=2Hz", "process.instrument.drift_frequency=0.05Hz"]);
    let folder = tempfile::tempdir().unwrap();
    let tools = syntony_observe::instrument::Instruments::read(&atlas).unwrap();
    let with = |clean: bool| {
        let (eeg, bold) = (Some(250.0), Some(0.1));
        let ask = CortexAsk {
            skip: 0.2,
            duration: 60.0,
            every: 4e-3,
            eeg,
            bold: bold.map(|x| 2.0 * x),
            clean,
            ..ask()
        };
        let path = folder.path().join(format!("{clean}"));
        series(&ask, &atlas, &path);
        (numbers(&path.join("eeg.zarr"), "eeg"), numbers(&path.join("bold.zarr"), "bold"))
    };
    let ((eeg, bold), (clean_eeg, clean_bold)) = (with(false), with(true));
    let sd = |noisy: &[f64], clean: &[f64]| {
        let n = noisy.len() as f64;
        (noisy.iter().zip(clean).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / n).sqrt()
    };
    // the average of 28 electrodes takes a part of the noise of each
    let want = (tools.eeg.background.powi(2) + tools.eeg.noise.powi(2)).sqrt() * (27.0_f64 / 28.0).sqrt();
    let is = sd(&eeg, &clean_eeg);
    assert!((is / want - 1.0).abs() < 0.03, "{is} {want}");
    let want = (tools.blood.drift.powi(2) + tools.blood.noise.powi(2)).sqrt();
    let is = sd(&bold, &clean_bold);
    assert!((is / want - 1.0).abs() < 0.1, "{is} {want}");
    // what differs from sample to sample is white noise, and fast parts of the rest
    let steps: Vec<f64> =
        (0..bold.len() - 20).map(|k| bold[k + 20] - clean_bold[k + 20] - bold[k] + clean_bold[k]).collect();
    let step = sd(&steps, &vec![0.0; steps.len()]);
    assert!(step > 2.0_f64.sqrt() * tools.blood.noise && step < 2.0_f64.sqrt() * want, "{step}");
}
