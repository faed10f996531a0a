//! Invented runs for the tests and for looking at the page: plausible in shape, not in any number.

use crate::record::*;
use syntony_model::protocol::{Knowledge, Known};

const HOUR: f64 = 3600.0;

/// A deterministic number in 0…1 for any three indices.
fn noise(a: usize, b: usize, c: usize) -> f64 {
    let mut x = (a as u64) << 40 ^ (b as u64) << 20 ^ c as u64 ^ 0x9E37_79B9_7F4A_7C15;
    for _ in 0..3 {
        x ^= x >> 30;
        x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x ^= x >> 27;
    }
    (x >> 11) as f64 / (1u64 << 53) as f64
}

/// Roughly normal.
fn normal(a: usize, b: usize, c: usize) -> f64 {
    (0..6).map(|i| noise(a * 7 + i, b, c)).sum::<f64>() * 1.414 - 4.243
}

/// A manifest of a complete run.
pub fn manifest() -> Manifest {
    Manifest {
        format: 1,
        syntony: "0.1.0".into(),
        protocol: "insel_hulihan_1995".into(),
        title: "Oxytocin, not vasopressin, makes female prairie voles prefer a partner".into(),
        summary: "Ovariectomised females lived with a male for six hours without mating while a peptide was infused into the ventricles, then chose between him and a stranger for three hours.".into(),
        role: "calibration".into(),
        citation: "Insel TR, Hulihan TJ (1995). A gender-specific mechanism for pair bonding: oxytocin and partner preference formation in monogamous voles. Behavioral Neuroscience 109, 782–789.".into(),
        warnings: Vec::new(),
        notes: vec![
            "The paper gives the infusion rate per hour; the volume is ours.".into(),
            "Contact is scored from side-by-side contact alone; the paper's observers may have counted grooming.".into(),
        ],
        protocol_hash: "6d1f2c0e9b7a45438f00c1d27e5a9b3c6d1f2c0e9b7a45438f00c1d27e5a9b3c".into(),
        atlas_hash: "b21c7f55a8e94d1da0f4c9be31d0aa77b21c7f55a8e94d1da0f4c9be31d0aa77".into(),
        seed: 20_251_122,
        replicates: 20,
        groups: vec!["csf".into(), "ot".into(), "avp".into(), "ota".into()],
        set: vec!["process.bond.tag_rate=0.6 1/h".into()],
        people: Vec::new(),
        status: "complete".into(),
        result_hash: "0f4be1a2c3d4e5f60718293a4b5c6d7e0f4be1a2c3d4e5f60718293a4b5c6d7e".into(),
        wall_s: 318.4,
        threads: 16,
    }
}

fn span(name: &str, kind: &str, start_h: f64, end_h: f64) -> SpanRecord {
    SpanRecord { name: name.into(), kind: kind.into(), start_s: start_h * HOUR, end_s: end_h * HOUR }
}

fn group(i: usize) -> GroupRecord {
    let (key, label) = [
        ("csf", "CSF"),
        ("ot", "oxytocin"),
        ("avp", "vasopressin"),
        ("ota", "oxytocin + antagonist"),
        ("e", "a fifth group with a rather long label"),
    ][i % 5];
    let infusion = ["CSF 1 µl/h icv", "oxytocin 100 ng/h icv", "vasopressin 100 ng/h icv"][i % 3];
    let mut doses = vec![span(infusion, "dose", 0.0, 6.0)];
    if i == 3 {
        doses.push(span("OTA 10 ng icv", "dose", -0.5, -0.5));
        doses.push(span("silence BLA", "manipulation", 24.0, 27.0));
    }
    GroupRecord {
        key: key.into(),
        label: label.into(),
        n: 16,
        cast: vec![
            "subject: prairie vole, F, adult, ovariectomised".into(),
            "partner: prairie vole, M, adult".into(),
            "stranger: prairie vole, M, adult".into(),
        ],
        phases: vec![
            span("cohabitation", "together", 0.0, 6.0),
            span("separation", "alone", 6.0, 24.0),
            span("habituation", "alone", 24.0, 24.25),
            span("partner preference test", "choice", 24.25, 27.25),
        ],
        doses,
    }
}

fn measure(key: &str, label: &str, unit: &str, phase: &str) -> MeasureRecord {
    MeasureRecord {
        key: key.into(),
        label: label.into(),
        unit: unit.into(),
        phase: phase.into(),
        bounds: (Some(0.0), None),
    }
}

fn measures() -> Vec<MeasureRecord> {
    vec![
        measure("partner", "contact with partner", "min", "test"),
        measure("stranger", "contact with stranger", "min", "test"),
        measure("share", "share of contact spent with partner", "1", "test"),
        measure("latency", "latency to first huddle", "min", "test"),
        measure("attacks", "attacks on stranger", "1", "test"),
        measure("ot", "accumbens oxytocin, mean", "nM", "cohabitation"),
        measure("da", "accumbens dopamine, mean", "nM", "cohabitation"),
        measure("cort", "plasma corticosterone", "ng/ml", "test"),
    ]
}

fn value(replicate: usize, g: usize, a: usize, m: usize) -> Option<f64> {
    let prefers = [0.45, 0.8, 0.5, 0.42, 0.6][g % 5];
    let share = (prefers + 0.2 * normal(replicate, a, g * 8 + 2)).clamp(0.02, 0.98);
    let total = 80.0 + 25.0 * normal(replicate, a, g * 8);
    let z = normal(replicate, a, g * 8 + m);
    match m {
        0 => Some((total * share).max(0.0)),
        1 => Some((total * (1.0 - share)).max(0.0)),
        2 => Some(share),
        3 => (noise(replicate, a, g) > 0.1).then_some(20.0 * (0.6 * z).exp()),
        4 => Some((1.5 + 1.4 * z).max(0.0).round()),
        5 => Some([1.1, 6.4, 1.2, 6.1, 2.0][g % 5] * (0.2 * z).exp()),
        6 => Some(3.4 * (0.25 * z).exp()),
        _ => Some(420.0 + 90.0 * z),
    }
}

const TEXTS: [&str; 8] = [
    "with oxytocin, females prefer the partner",
    "without it they do not",
    "vasopressin makes no preference",
    "oxytocin females spend 71.5 min with the partner",
    "CSF females spend 32 min with the partner",
    "the antagonist abolishes the preference",
    "oxytocin raises time with the partner over CSF by a third",
    "attacks on the stranger do not differ",
];
const PUBLISHED: [&str; 8] = [
    "p < 0.01, n = 10",
    "not significant",
    "not significant",
    "71.5 ± 8.9 min",
    "32 ± 7.5 min",
    "not significant",
    "ratio 1.33",
    "not significant",
];
const SIMULATED: [&str; 8] = [
    "t = 6.2, p < 0.001",
    "t = 0.4, p = 0.7",
    "t = 0.6, p = 0.55",
    "66.4 min",
    "44.8 min",
    "t = 0.9, p = 0.4",
    "ratio 1.02",
    "p = 0.04",
];

/// A claim with verdict; four kinds in turn.
pub fn verdict(i: usize) -> Verdict {
    let share = [1.0, 0.95, 0.85, 0.65, 0.2, 0.9, 0.0, 0.35][i % 8];
    let simulated = [2.1, 0.1, 0.2, 66.4, 44.8, 0.3, 1.02, 0.4][i % 8];
    let mean = i % 8 == 3 || i % 8 == 4;
    Verdict {
        claim: format!("claim_{i}"),
        text: TEXTS[i % 8].into(),
        kind: if mean { "mean" } else { "within" }.into(),
        groups: vec![["ot", "csf", "avp", "ot", "csf", "ota", "ot", "csf"][i % 8].into()],
        measures: vec!["partner".into()],
        published: PUBLISHED[i % 8].into(),
        published_value: [None, None, None, Some(71.5), Some(32.0), None, Some(1.33), None][i % 8],
        published_interval: [
            None,
            None,
            None,
            Some((52.5, 90.5)),
            Some((16.0, 48.0)),
            None,
            Some((1.1, 1.6)),
            None,
        ][i % 8],
        simulated: SIMULATED[i % 8].into(),
        simulated_value: Some(simulated),
        simulated_interval: Some((simulated * 0.93, simulated * 1.07)),
        effect_size: if i % 8 == 6 { None } else { Some(1.9 - 0.3 * i as f64) },
        criterion: if mean { "paper's 95 % interval" } else { "paired t, α = 0.05" }.into(),
        share,
        replicates: 20,
        published_effect: None,
        control: String::new(),
        hollow: 0,
        reason: String::new(),
        effect_name: "d_z".into(),
        counted: Vec::new(),
        verdict: match (i % 8, share) {
            (6, _) => "not applicable",
            (_, s) if s >= 0.8 => "holds",
            (_, s) if s >= 0.5 => "weak",
            _ => "fails",
        }
        .into(),
        verified: i % 3 != 2,
        hypothesis: String::new(),
        known: Known {
            n: Some(Knowledge::Assumed),
            outcome: Some(if i % 3 == 2 { Knowledge::Memory } else { Knowledge::Abstract }),
            ..Known::default()
        },
    }
}

fn series(groups: usize, v: usize) -> impl Iterator<Item = SeriesRecord> {
    let (variable, label, unit, kind) = [
        ("behaviour:huddle", "share of time huddling", "1", "behaviour"),
        ("behaviour:groom", "share of time grooming", "1", "behaviour"),
        ("bond:preference", "preference for partner", "1", "bond"),
        ("bond:consolidated", "consolidated bond", "1", "bond"),
        ("level:oxytocin@nacc_shell", "oxytocin, accumbens shell", "nM", "level"),
        ("level:dopamine@nacc_shell", "dopamine, accumbens shell", "nM", "level"),
        ("level:vasopressin@vp", "vasopressin, ventral pallidum", "nM", "level"),
        ("occupancy:otr@nacc_shell", "oxytocin receptor, accumbens shell", "1", "occupancy"),
        ("occupancy:v1ar@vp", "V1a receptor, ventral pallidum", "1", "occupancy"),
        ("rate:pvn_ot", "PVN oxytocin neurons", "Hz", "rate"),
        ("rate:nacc_d1", "accumbens D1 neurons", "Hz", "rate"),
        ("hpa:corticosterone", "plasma corticosterone", "ng/ml", "hpa"),
    ][v % 12];
    (0..groups).map(move |g| {
        let time_s: Vec<f64> = (0..550).map(|i| (i as f64 * 0.05 - 0.25) * HOUR).collect();
        let course = |t: f64, a: usize| {
            let h = t / HOUR;
            let rise = if h < 6.0 { 1.0 - (-h.max(0.0) / 2.0).exp() } else { (-(h - 6.0) / 5.0).exp() };
            let again = if h > 24.25 { 0.7 } else { 0.0 };
            let size = [0.5, 1.0, 0.6, 0.45, 0.7][g % 5] * (1.0 + 0.2 * normal(v, a, g));
            let wave = 0.06 * (h * 2.0 + a as f64).sin();
            let scale = [1.0, 1.0, 1.0, 1.0, 6.0, 4.0, 2.0, 1.0, 1.0, 8.0, 20.0, 500.0][v % 12];
            (scale * (0.05 + size * (rise + again).min(1.0) * 0.8 + wave).max(0.0)) as f32
        };
        SeriesRecord {
            group: g,
            variable: variable.into(),
            label: label.into(),
            unit: unit.into(),
            kind: kind.into(),
            values: (0..16).map(|a| time_s.iter().map(|t| course(*t, a)).collect()).collect(),
            time_s,
        }
    })
}

fn parameter(i: usize) -> ParameterRecord {
    let grade = ["measured", "measured", "derived", "fitted", "assumed"][i % 5];
    let stem = [
        "receptor.otr.binding.oxytocin.kd",
        "process.bond.tag_rate",
        "ligand.oxytocin.half_life",
        "species.prairie.density.otr.nacc_shell",
        "projection.nacc_d1.hpc",
    ][i % 5];
    ParameterRecord {
        path: if i < 5 { stem.into() } else { format!("{stem}_{i}") },
        value: [0.8, 0.56, 20.0, 1.0, -3.0][i % 5] * (1.0 + (i / 5) as f64),
        unit: ["nM", "1/h", "min", "1", "1"][i % 5].into(),
        range: (i % 5 != 4).then_some((0.25, 6.3)),
        grade: grade.into(),
        source: ["chini_manning_2007", "", "veening_2010", "young_wang_2004", ""][i % 5].into(),
        note: if i.is_multiple_of(5) { "human receptor" } else { "" }.into(),
        overridden: (i == 1).then(|| "0.6 1/h".into()),
    }
}

fn source(key: &str, citation: &str) -> SourceRecord {
    let bibtex = format!("@article{{{key},\n  title = {{{citation}}},\n  year = {{1995}}\n}}");
    let (key, citation) = (key.into(), citation.into());
    SourceRecord { key, citation, bibtex, protocol: false, equations: Vec::new(), parameters: Vec::new() }
}

/// Results with that many groups and everything else as a real run would have it.
pub fn results(groups: usize) -> Results {
    let measures = measures();
    let mut animals = Vec::new();
    for (r, g) in (0..20).flat_map(|r| (0..groups).map(move |g| (r, g))) {
        for a in 0..16 {
            let values = (0..measures.len()).map(|m| value(r, g, a, m)).collect();
            animals.push(AnimalRow { replicate: r, group: g, animal: a, values });
        }
    }
    Results {
        groups: (0..groups).map(group).collect(),
        measures,
        animals,
        events: Vec::new(),
        series: (0..12).flat_map(|v| series(groups, v)).collect(),
        ties: Vec::new(),
        verdicts: (0..8).map(verdict).collect(),
        parameters: (0..60).map(parameter).collect(),
        sources: vec![
            source(
                "insel_hulihan_1995",
                "Insel TR, Hulihan TJ (1995). A gender-specific mechanism for pair bonding. Behavioral Neuroscience 109, 782–789.",
            ),
            source(
                "chini_manning_2007",
                "Chini B, Manning M (2007). Agonist selectivity in the oxytocin/vasopressin receptor family. Biochemical Society Transactions 35, 737–741.",
            ),
            source(
                "young_wang_2004",
                "Young LJ, Wang Z (2004). The neurobiology of pair bonding. Nature Neuroscience 7, 1048–1054.",
            ),
            source(
                "veening_2010",
                "Veening JG, de Jong T, Barendregt HP (2010). Oxytocin-messages via the cerebrospinal fluid. Physiology & Behavior 101, 193–210.",
            ),
        ],
    }
}

/// Results of a run that did nothing.
pub fn empty() -> Results {
    Results {
        groups: vec![],
        measures: vec![],
        animals: vec![],
        events: vec![],
        series: vec![],
        ties: vec![],
        verdicts: vec![],
        parameters: vec![],
        sources: vec![],
    }
}
