//! The page as a whole: it renders whatever a run may hold, loads nothing, escapes everything.

use super::{fake, render};
use crate::record::Results;

fn page(results: &Results) -> String {
    render(&fake::manifest(), results).unwrap()
}

/// Everything that every page must keep to.
fn check(page: &str) {
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    for word in ["NaN", "inf ", "undefined"] {
        assert!(!page.contains(word), "`{word}` in the page");
    }
    for d in page.split(" d=\"").skip(1) {
        let d = &d[..d.find('"').unwrap()];
        let numbers = d.split(|c: char| "MLZ ".contains(c)).filter(|n| !n.is_empty());
        assert!(numbers.clone().count() >= 2, "a path without points: {d}");
        for n in numbers {
            assert!(n.parse::<f64>().is_ok_and(f64::is_finite), "`{n}` in a path");
        }
    }
    for tag in ["svg", "g", "section", "figure", "table", "ul", "ol", "dl", "div", "details", "p"] {
        let open = page.matches(&format!("<{tag} ")).count() + page.matches(&format!("<{tag}>")).count();
        assert_eq!(open, page.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
}

#[test]
fn keeps_to_one_file_that_loads_nothing() {
    let page = page(&fake::results(4));
    for attribute in ["src=", "href=\"http", "srcset=", "url(", "@import", "<link", "<iframe", "<img"] {
        assert!(!page.contains(attribute), "`{attribute}` would load something");
    }
    assert!(!page.contains("http://") && !page.contains("https://"));
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"), "the policy forbids them");
}

#[test]
fn text_renders_for_no_one_two_four_and_nine_groups() {
    check(&page(&fake::empty()));
    for groups in [1, 2, 4, 9] {
        let page = page(&fake::results(groups));
        check(&page);
        for id in ["claims", "done", "scored", "spread", "inside", "parameters", "provenance"] {
            assert!(page.contains(&format!("<section id=\"{id}\"")), "{id} with {groups} groups");
        }
    }
}

#[test]
fn text_says_everything_that_was_judged() {
    let results = fake::results(2);
    let page = page(&results);
    for v in &results.verdicts {
        assert!(page.contains(&super::svg::escape(&v.text)), "{}", v.text);
        assert!(page.contains(&super::svg::escape(&v.simulated)), "{}", v.simulated);
    }
    for word in
        ["holds", "mixed", "fails", "not applicable", "read in the paper", "n assumed; outcome from memory"]
    {
        assert!(page.contains(word), "{word}");
    }
    for word in ["not clinical advice", "calibration", "--seed 20251122", "@article{young_wang_2004"] {
        assert!(page.contains(word), "{word}");
    }
}

#[test]
fn text_labels_cannot_become_markup() {
    let bad = "<script>alert('\"&</script>";
    let mut manifest = fake::manifest();
    manifest.title = bad.into();
    manifest.notes = vec![bad.into()];
    manifest.set = vec![bad.into()];
    let mut results = fake::results(2);
    for g in &mut results.groups {
        g.label = bad.into();
        g.phases[0].name = bad.into();
        g.doses[0].name = bad.into();
    }
    results.measures[2].label = bad.into();
    results.verdicts[0].text = bad.into();
    for s in &mut results.series {
        s.label = bad.into();
    }
    results.parameters[0].note = bad.into();
    results.parameters[0].source = "\" onload=\"x".into();
    results.sources[0].key = "\" onload=\"x".into();
    results.sources[0].bibtex = bad.into();
    let page = render(&manifest, &results).unwrap();
    check(&page);
    assert_eq!(page.matches("<script").count(), 1, "only our own");
    assert!(!page.contains("\" onload=\""));
    assert!(page.contains("&lt;script&gt;alert("));
}

#[test]
fn keeps_missing_and_constant_values_from_breaking_a_figure() {
    let mut results = fake::results(2);
    for a in &mut results.animals {
        a.values[0] = None;
        a.values[1] = Some(0.0);
        a.values[2] = Some(7.0);
        a.values[5] = Some(f64::NAN);
        a.values.truncate(6);
    }
    for (i, s) in results.series.iter_mut().enumerate() {
        match i % 4 {
            0 => s.values.iter_mut().flatten().for_each(|v| *v = 0.0),
            1 => s.values.iter_mut().flatten().for_each(|v| *v = f32::NAN),
            2 => s.values.clear(),
            _ => {
                s.time_s.truncate(1);
                s.values.iter_mut().for_each(|row| row.truncate(1));
            }
        }
    }
    results.verdicts[3].published_value = Some(f64::INFINITY);
    results.verdicts[4].share = f64::NAN;
    results.groups[1].phases.clear();
    results.groups[1].doses.clear();
    check(&page(&results));
}

#[test]
fn same_inputs_give_the_same_bytes() {
    assert_eq!(page(&fake::results(3)), page(&fake::results(3)));
}

#[test]
fn text_an_interrupted_run_says_so() {
    let mut manifest = fake::manifest();
    manifest.status = "interrupted".into();
    let page = render(&manifest, &fake::results(1)).unwrap();
    assert!(page.contains("This run is <strong>interrupted</strong>"));
}

#[test]
fn keeps_the_page_small() {
    let bytes = page(&fake::results(4)).len();
    assert!(bytes < 1_500_000, "{bytes} bytes");
}

#[test]
fn keeps_axes_of_bounded_scores_within_their_bounds() {
    let mut results = fake::results(2);
    // minutes with one long stay: Student's interval would begin far below 0
    for (i, row) in results.animals.iter_mut().enumerate() {
        row.values.iter_mut().for_each(|v| *v = Some(if i % 9 == 0 { 90.0 } else { 0.0 }));
    }
    let page = page(&results);
    let scored = page.split("<section id=\"scored\"").nth(1).unwrap().split("<section").next().unwrap();
    assert!(scored.contains("class=\"tick end\"") && !scored.contains(">−"), "a negative tick");
}
