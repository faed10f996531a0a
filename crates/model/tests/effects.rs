//! Effect sizes and controls of claims, as protocols write them; what is wrong with them is in `bad/claim_effects.toml` and `bad/claim_controls.toml`.

use syntony_model::effect::{Effect, Purpose, correction};
use syntony_model::protocol::Protocol;
use syntony_model::{Atlas, Library};

/// The effects of claims with these `effect` tables, within ten animals or between ten and eight.
fn effects(tables: &[(&str, &str)]) -> Vec<Effect> {
    let tiny = include_str!("../../cli/tests/tiny.toml").split("[[claim]]").next().unwrap_or_default();
    let mut text = tiny.replace("n = 5", "n = 10").replace("n = 4", "n = 8");
    for (i, (kind, table)) in tables.iter().enumerate() {
        let kind = match *kind {
            "within" => {
                "kind = \"within\"\ngroup = \"csf\"\nfirst = \"partner\"\nsecond = \"stranger\"\ncriterion = \"paired_t\""
            }
            "against" => {
                "kind = \"against\"\ngroup = \"csf\"\nmeasure = \"partner\"\nvalue = 5\ncriterion = \"one_sample_t\""
            }
            "correlation" => {
                "kind = \"correlation\"\ngroup = \"csf\"\nfirst = \"partner\"\nsecond = \"stranger\""
            }
            _ => {
                "kind = \"between\"\nmeasure = \"partner\"\nfirst = \"csf\"\nsecond = \"ot\"\ncriterion = \"welch_t\""
            }
        };
        text += &format!(
            "[[claim]]\nkey = \"c{i}\"\ntext = \"c\"\n{kind}\nexpect = \"less\"\neffect = {{ {table}, use = \"target\", source = \"s\" }}\n"
        );
    }
    let atlas = Atlas::embedded("vole").unwrap_or_else(|p| panic!("{p}"));
    let protocol = Protocol::read("tiny.toml", &text, &atlas).unwrap_or_else(|p| panic!("{p}"));
    protocol.claims.into_iter().filter_map(|c| c.effect).collect()
}

#[test]
fn exact_effects_from_every_statistic() {
    let both = 0.1 + 1.0 / 8.0f64;
    // s² = (9 · 4 + 7 · 9) / 16 between; 4 + 9 − 2 · ½ · 6 = 7 of differences
    let pooled = (99.0f64 / 16.0).sqrt();
    let cases = [
        ("between", "d = -0.5", -0.5, false),
        ("between", "d = -0.5, n = [10, 8]", -0.5 * correction(16.0), true),
        ("between", "g = -0.5, n = [10, 8]", -0.5, true),
        ("between", "t = -2", -2.0 * both.sqrt() * correction(16.0), true),
        ("between", "F = 4", -2.0 * both.sqrt() * correction(16.0), true),
        // t² = 16 · 0.2 / 0.8
        ("between", "eta2 = 0.2", -2.0 * both.sqrt() * correction(16.0), true),
        // t = r √(16 / (1 − r²)), r = 1/√5
        ("between", "r = -0.4472135954999579", -2.0 * both.sqrt() * correction(16.0), true),
        ("between", "means = [4, 7], sd = [2, 3]", -3.0 / pooled * correction(16.0), true),
        (
            "between",
            "means = [4, 7], sem = [0.6324555320336759, 1.0606601717798212]",
            -3.0 / pooled * correction(16.0),
            true,
        ),
        ("within", "dz = -0.5", -0.5, false),
        ("within", "t = -2", -2.0 / 10f64.sqrt() * correction(9.0), true),
        ("within", "t = -2, n = [25]", -0.4 * correction(24.0), true),
        (
            "within",
            "means = [4, 7], sd = [2, 3], correlation = 0.5",
            -3.0 / 7f64.sqrt() * correction(9.0),
            true,
        ),
        ("against", "means = [4], sd = [2]", -0.5 * correction(9.0), true),
        ("correlation", "r = -0.5", -0.5, false),
        ("correlation", "t = -2", -2.0 / 12f64.sqrt(), true),
        ("correlation", "eta2 = 0.25", -0.5, true),
    ];
    let found = effects(&cases.map(|c| (c.0, c.1)));
    assert_eq!(found.len(), cases.len());
    for (Effect { metric, value, interval, .. }, (kind, table, expected, known)) in
        found.into_iter().zip(cases)
    {
        assert!((value - expected).abs() < 1e-12, "{kind} {table}: {value}, {expected} expected");
        assert_eq!(interval.is_some(), known, "{kind} {table}");
        let word = match kind {
            "between" => "g",
            "within" => "d_z",
            "against" => "d",
            _ => "r",
        };
        assert_eq!(metric.word(), word);
    }
    // a published interval stays as it is; p of t = 2 with 16 degrees of freedom
    let found =
        effects(&[("between", "g = -0.5, ci = [-0.9, -0.1]"), ("between", "p = 0.06277196351460342")]);
    assert_eq!(found[0].interval, Some((-0.9, -0.1)));
    assert!((found[1].value + 2.0 * both.sqrt() * correction(16.0)).abs() < 1e-7, "{:?}", found[1]);
}

#[test]
fn keeps_every_published_effect_and_control_of_the_protocols() {
    let library = Library::embedded().unwrap_or_else(|p| panic!("{p}"));
    let mut uses = [0; 4];
    let mut controls = 0;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../protocols");
    for entry in std::fs::read_dir(folder).expect("protocols") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a protocol");
        let name = path.file_name().expect("a name").to_string_lossy();
        let protocol = Protocol::read(&name, &text, library.of(&text)).unwrap_or_else(|p| panic!("{p}"));
        for claim in &protocol.claims {
            controls += usize::from(protocol.control_of(claim).is_some());
            if let Some(effect) = &claim.effect {
                uses[Purpose::ALL.iter().position(|p| *p == effect.purpose).unwrap_or_default()] += 1;
            }
        }
    }
    assert_eq!((uses, controls), ([42, 13, 102, 2], 120));
}
