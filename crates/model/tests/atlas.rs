//! What the atlas answers: inheritance, names, searches, overrides; and the formats it is described by.

use std::path::Path;
use syntony_language::shape;
use syntony_model::{Atlas, Library};

fn atlas() -> Atlas {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/atlas");
    Atlas::from_dir(&path).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn exact_what_a_species_inherits() {
    let atlas = atlas();
    let chain: Vec<&str> = atlas.species_chain("prairie").iter().map(|s| s.key.as_str()).collect();
    assert_eq!(chain, ["prairie", "vole"]);
    assert_eq!(atlas.density("prairie", "otr", "nacc_shell"), Some(1.0));
    assert_eq!(atlas.density("prairie", "otr", "pvn"), Some(0.3));
    assert_eq!(atlas.density("vole", "otr", "nacc_shell"), Some(0.5));
    assert_eq!(atlas.density("prairie", "otr", "hpc"), None);
    assert_eq!(atlas.density("unicorn", "otr", "pvn"), None);
    assert_eq!(atlas.fibre("prairie", "oxytocin", "nacc_shell"), Some(1.0));
    assert_eq!(atlas.body("prairie", "body_mass"), Some(40e9));
    assert_eq!(atlas.body("prairie", "csf_volume"), Some(60e-6));
}

#[test]
fn exact_names_of_sites_and_compounds() {
    let atlas = atlas();
    for site in ["nacc_shell", "NACC", "Accumbens", "nucleus accumbens, rostral shell"] {
        assert_eq!(atlas.region_of_site(site), Some("nacc_shell"), "{site}");
    }
    assert_eq!(atlas.region_of_site("amygdala"), None);
    assert_eq!(atlas.compound_named("ot").map(|c| c.key.as_str()), Some("oxytocin"));
    let found: Vec<(&str, String)> = atlas.find("oxytocin").into_iter().map(|f| (f.kind, f.key)).collect();
    assert_eq!(found[..2], [("ligand", "oxytocin".to_string()), ("compound", "oxytocin".to_string())]);
    assert!(found.iter().any(|f| *f == ("receptor", "otr".to_string())));
    assert_eq!(atlas.find("no such thing"), []);
}

#[test]
fn exact_paths_of_numbers() {
    let atlas = atlas();
    for path in [
        "receptor.otr.binding.oxytocin.kd",
        "receptor.otr.internalisation",
        "process.bond.tag_rate",
        "species.prairie.density.otr.nacc_shell",
        "species.prairie.fibre.oxytocin.nacc_shell",
        "species.vole.body.csf_volume",
        "projection.nacc_d1.pvn_ot",
        "percept.touch.pvn_ot",
        "effect.otr.nacc_shell.excitability:nacc_d1",
        "effect.otr.pvn.bond.tag",
        "compound.tsa.action.expression:otr.half",
        "region.pvn.volume",
        "population.nacc_d1.rate_max",
        "act.huddle.senses.touch",
        "ligand.oxytocin.half_life",
    ] {
        assert!(atlas.params.find(path).is_some(), "{path}");
    }
    assert_eq!(atlas.params.find("ligand.oxytocin.half_life").map(|id| atlas.params.value(id)), Some(1200.0));
}

#[test]
fn text_overrides() {
    let mut atlas = atlas();
    let kd = atlas.params.find("receptor.otr.binding.oxytocin.kd").expect("kd");
    atlas.set("receptor.otr.binding.oxytocin.kd", "2").expect("a bare number");
    assert_eq!(atlas.params.value(kd), 2.0);
    atlas.set("receptor.otr.binding.oxytocin.kd", "500 pM").expect("another unit");
    let param = atlas.params.get(kd);
    assert_eq!((param.value(), param.range), (0.5, Some((250.0, 6300.0))));
    assert_eq!(param.overridden.as_deref(), Some("--set receptor.otr.binding.oxytocin.kd=500 pM"));
    for (path, text, words) in [
        (
            "receptor.otr.binding.oxytocin.kd",
            "2 h",
            "--set receptor.otr.binding.oxytocin.kd=2 h: '2 h' is a time (s, min, h, d, week), expected a concentration (pM, nM, uM, mM)",
        ),
        (
            "receptor.otr.binding.oxytocine.kd",
            "2",
            "--set receptor.otr.binding.oxytocine.kd=2: unknown path 'receptor.otr.binding.oxytocine.kd', expected the path of a number of the atlas\n  hint: did you mean 'receptor.otr.binding.oxytocin.kd'?",
        ),
        (
            "process.bond.tag_rate",
            "inf",
            "--set process.bond.tag_rate=inf: 'inf' is not a finite number, expected one",
        ),
        (
            "receptor.otr.binding.oxytocin.kd",
            "fast",
            "--set receptor.otr.binding.oxytocin.kd=fast: 'fast' does not begin with a number, expected a number and a unit such as '20 min'",
        ),
    ] {
        assert_eq!(atlas.set(path, text).expect_err(path).to_string(), words);
    }
    assert_eq!(atlas.params.value(kd), 0.5, "a refused override changes nothing");
}

#[test]
fn text_citations() {
    let atlas = atlas();
    let source = &atlas.sources["insel_hulihan_1995"];
    let words = "Insel, Thomas R.; Hulihan, Terrence J. (1995). A gender-specific mechanism for pair bonding: Oxytocin and partner \
                 preference formation in monogamous voles. Behavioral Neuroscience 109:782–789. doi:10.1037/0735-7044.109.4.782";
    assert_eq!(source.citation, words);
    assert!(source.bibtex.starts_with("@article{insel_hulihan_1995,") && source.bibtex.ends_with('}'));
}

#[test]
fn same_atlas_in_any_order_of_files() {
    let atlas = atlas();
    let mut files = atlas.texts.clone();
    files.reverse();
    let again = Atlas::read(&files).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(atlas.texts, again.texts);
    assert_eq!(atlas.params.paths().collect::<Vec<_>>(), again.params.paths().collect::<Vec<_>>());
}

#[test]
fn text_an_entry_in_two_files() {
    let mut files = atlas().texts;
    let bond = "[process.bond]\nmore = { value = 1, unit = \"1\", range = [0, 2], grade = \"assumed\" }\n";
    files.push(("processes/more.toml".into(), bond.into()));
    let atlas = Atlas::read(&files).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(atlas.params.find("process.bond.more").is_some(), "an entry may be continued in another file");
    let twice =
        "[process.bond]\ntag_rate = { value = 1, unit = \"1/h\", range = [0, 2], grade = \"assumed\" }\n";
    files.push(("processes/twice.toml".into(), twice.into()));
    let words = "processes/twice.toml:2:1: 'process.bond.tag_rate' is given twice, expected once; the first is at processes/all.toml:3:1";
    assert_eq!(Atlas::read(&files).expect_err("twice").to_string(), words);
}

#[test]
fn text_papers_of_equations_are_checked_and_found_by_path() {
    let mut files = atlas().texts;
    let papers = "[process.bond]\npapers = [\"insel_hulihan_1995\", \"insel_hulihan_1996\"]\n";
    files.push(("processes/papers.toml".into(), papers.into()));
    let words = Atlas::read(&files).expect_err("an unknown paper").to_string();
    let said = "processes/papers.toml:2:33: unknown source 'insel_hulihan_1996', expected a source of the file sources.bib";
    assert!(words.starts_with(said), "{words}");
    files.pop();
    files.push(("processes/papers.toml".into(), papers.replace(", \"insel_hulihan_1996\"", "")));
    let atlas = Atlas::read(&files).unwrap_or_else(|problems| panic!("{problems}"));
    let papers = ["insel_hulihan_1995".to_string()];
    assert_eq!(atlas.papers_of("process.bond.tag_rate"), Some(("process.bond".to_string(), &papers[..])));
    assert_eq!(atlas.papers_of("receptor.otr.binding.oxytocin.kd"), None);
}

#[test]
fn same_embedded_atlas_as_on_disk() {
    let disk = Library::from_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../atlas"));
    let embedded = Library::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let disk = disk.unwrap_or_else(|problems| panic!("{problems}"));
    for ((name, disk), (other, embedded)) in disk.iter().zip(embedded.iter()) {
        assert_eq!((name, &disk.texts), (other, &embedded.texts));
    }
}

#[test]
fn exact_schema_knows_every_key() {
    let schema = shape::schema(&shape::PROTOCOL, "Syntony protocol");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let kinds = schema["properties"]["phase"]["items"]["oneOf"].as_array().expect("kinds of phase");
    assert_eq!(kinds.len(), 11);
    assert!(
        schema["properties"]["group"]["items"]["properties"]["phase"]["additionalProperties"]["required"]
            .as_array()
            .is_some_and(Vec::is_empty)
    );
    let atlas = shape::schema(&shape::ATLAS, "Syntony atlas");
    let kd = &atlas["properties"]["receptor"]["additionalProperties"]["properties"]["binding"]["additionalProperties"]
        ["properties"]["kd"];
    assert_eq!(kd["required"], serde_json::json!(["value", "unit", "grade"]));
    let reference = syntony_model::reference::reference(&shape::PROTOCOL)
        + &syntony_model::reference::reference(&shape::ATLAS);
    for words in [
        "### phase of kind `choice`",
        "| `duration` |",
        "## compound",
        "| `kd` |",
        "a concentration (pM, nM, uM, mM)",
    ] {
        assert!(reference.contains(words), "{words}");
    }
}
