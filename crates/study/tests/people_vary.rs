//! People vary as people do: contrasts of regions repeat themselves with published reliability, more with more trials; what does nothing is found in one study of twenty; a
//! speech raises cortisol in most by a published size.

mod cohort;

use cohort::{column, rows};
use syntony_model::protocol::Form;
use syntony_results::stats::{Squares, mean, paired_t, sd};

const REGIONS: [&str; 4] = ["bla", "acc", "ains", "lpfc"];

/// A person in a scanner on two days, a fortnight apart.
fn two_days(groups: &str) -> String {
    let mut text = String::from(
        "key = \"vary\"\ntitle = \"t\"\nsource = \"\"\nrole = \"scenario\"\nsummary = \"s\"\n[cast.subject]\nspecies = \"human\"\nsex = \"F\"\n",
    );
    for day in [1, 2] {
        for (what, threat) in [("plain", ""), ("pictures", "threat = 0.3\n")] {
            text += &format!(
                "[[phase]]\nname = \"{what}_{day}\"\nkind = \"encounter\"\nmembers = [\"subject\"]\nfree = false\nduration = \"12 min\"\n{threat}"
            );
        }
        if day == 1 {
            text +=
                "[[phase]]\nname = \"gap\"\nkind = \"alone\"\nmembers = [\"subject\"]\nduration = \"14 d\"\n";
        }
    }
    text += groups;
    for day in [1, 2] {
        for region in REGIONS {
            for what in ["plain", "pictures"] {
                text += &format!(
                    "[[measure]]\nkey = \"{region}_{what}_{day}\"\nkind = \"bold\"\nregion = \"{region}\"\nphase = \"{what}_{day}\"\nunit = \"%\"\n"
                );
            }
        }
    }
    text + "[[claim]]\nkey = \"any\"\ntext = \"t\"\nkind = \"within\"\ngroup = \"g30\"\nfirst = \"bla_pictures_1\"\nsecond = \"bla_plain_1\"\nexpect = \"greater\"\ncriterion = \"paired_t\"\n"
}

/// A group whose phases stand for so many trials.
fn trials(n: usize, trials: usize) -> String {
    let phase = |name: &str| format!("phase.{name} = {{ trials = {trials}, trial = \"6 s\" }}\n");
    let all: String = ["plain_1", "pictures_1", "plain_2", "pictures_2"].map(phase).concat();
    format!("[[group]]\nkey = \"g{trials}\"\nn = {n}\n{all}")
}

/// ICC of the contrast of every region.
fn retest(rows: &[Vec<f64>]) -> Vec<f64> {
    let contrast = |day: usize, region: usize| -> Vec<f64> {
        let at = 2 * (day * REGIONS.len() + region);
        column(rows, at + 1).iter().zip(column(rows, at)).map(|(a, b)| a - b).collect()
    };
    (0..REGIONS.len())
        .map(|r| Squares::of(&[contrast(0, r), contrast(1, r)]).icc(Form::Consistency))
        .collect()
}

#[test]
fn keeps_retest_of_regions_as_published() {
    let groups = [5, 30, 70].map(|k| trials(240, k)).concat();
    let rows = rows(&two_days(&groups), 11, 1);
    let iccs: Vec<Vec<f64>> = rows.iter().map(|r| retest(r)).collect();
    let means: Vec<f64> = iccs.iter().map(|i| mean(i)).collect();
    assert!((0.3..=0.6).contains(&means[1]), "30 trials, a fortnight apart: {iccs:?}");
    assert!(iccs.iter().flatten().all(|icc| *icc < 0.8), "{iccs:?}");
    assert!(means[0] < means[1] && means[1] < means[2], "more trials, more alike: {means:?}");
}

#[test]
fn keeps_nothing_found_in_one_study_of_twenty() {
    let groups = format!("{}[[group]]\nkey = \"again\"\nn = 20\nsame_as = \"g30\"\n", trials(20, 30));
    let groups = groups
        + &["plain_1", "pictures_1", "plain_2", "pictures_2"]
            .map(|p| format!("phase.{p} = {{ trials = 30, trial = \"6 s\" }}\n"))
            .concat();
    let all = rows(&two_days(&groups), 11, 100);
    let (mut found, mut tests) = (0, 0);
    for (a, b) in all[0].chunks(20).zip(all[1].chunks(20)) {
        for measure in (0..4 * REGIONS.len()).step_by(2) {
            let contrast = |rows: &[Vec<f64>]| -> Vec<f64> {
                rows.iter().map(|r| r[measure + 1] - r[measure]).collect()
            };
            found += usize::from(paired_t(&contrast(a), &contrast(b)).p < 0.05);
            tests += 1;
        }
    }
    let share = found as f64 / f64::from(tests);
    assert!(
        (0.03..=0.07).contains(&share),
        "twins to whom the same was done differ in {share} of {tests} tests"
    );
}

#[test]
fn keeps_cortisol_after_a_speech_as_published() {
    let text = "key = \"vary\"\ntitle = \"t\"\nsource = \"\"\nrole = \"scenario\"\nsummary = \"s\"\n[cast.subject]\nspecies = \"human\"\nsex = \"M\"\n\
        [[phase]]\nname = \"before\"\nkind = \"alone\"\nmembers = [\"subject\"]\nduration = \"1 h\"\n\
        [[phase]]\nname = \"speech\"\nkind = \"encounter\"\nmembers = [\"subject\"]\nfree = false\nstressor = \"tsst\"\nduration = \"15 min\"\n\
        [[phase]]\nname = \"later\"\nkind = \"alone\"\nmembers = [\"subject\"]\nduration = \"15 min\"\n[[group]]\nkey = \"g\"\nn = 4000\n\
        [[measure]]\nkey = \"base\"\nkind = \"plasma\"\nhormone = \"corticosterone\"\nphase = \"before\"\nunit = \"1\"\n\
        [[measure]]\nkey = \"peak\"\nkind = \"plasma\"\nhormone = \"corticosterone\"\nphase = \"later\"\nunit = \"1\"\n\
        [[claim]]\nkey = \"any\"\ntext = \"t\"\nkind = \"within\"\ngroup = \"g\"\nfirst = \"peak\"\nsecond = \"base\"\nexpect = \"greater\"\ncriterion = \"paired_t\"\n";
    let rows = &rows(text, 11, 1)[0];
    let (base, peak) = (column(rows, 0), column(rows, 1));
    let rise: Vec<f64> = peak.iter().zip(&base).map(|(p, b)| p - b).collect();
    let (spread, d) = (sd(&base) / mean(&base), mean(&rise) / sd(&rise));
    // a response is a rise by 1.5 nmol/l, of about 6.8 at rest
    let responders = rise.iter().filter(|x| **x > 1.5 / 6.8).count() as f64 / rise.len() as f64;
    assert!((0.4..=0.6).contains(&spread), "coefficient of variation at rest {spread}");
    assert!((0.8..=1.1).contains(&d), "rise d_z {d}");
    assert!((0.65..=0.85).contains(&responders), "responders {responders}");
}
