//! What `sensitivity` says, word for word; other verbs are in `text.rs`.

mod shell;

use shell::{Shell, same_words};

fn said(name: &str, args: &str) {
    let shell = Shell::new();
    same_words(&shell, name, &shell.syntony(args));
}

#[test]
fn text_sensitivity_of_what_is_not_there() {
    said("sensitivity_of_nothing", "sensitivity tiny.toml");
    said("sensitivity_unknown", "sensitivity tiny.toml --measure partnr --claim level_rise --group ott");
    let over = "--over process.bond.tag_rat --over process.bond.tag_rate=3..1 --over nothing.* --over process.place.rate";
    said("sensitivity_over", &format!("sensitivity tiny.toml --measure partner {over}"));
    said(
        "sensitivity_candidates",
        "sensitivity tiny.toml --measure partner --candidates insel_hullihan_1995",
    );
    let shell = Shell::new();
    let one = include_str!("tiny.toml").replace("n = 5", "n = 1");
    shell.write("tiny.toml", one.as_bytes());
    let said = shell.syntony("sensitivity tiny.toml --measure partner --replicates 1");
    same_words(&shell, "sensitivity_one_animal", &said);
    let claim = "kind = \"correlation\"\ngroup = \"ot\"";
    let related = include_str!("tiny.toml").replacen("kind = \"within\"\ngroup = \"ot\"", claim, 1);
    shell.write("tiny.toml", related.replace("criterion = \"paired_t\"\n", "").as_bytes());
    let said = shell.syntony("sensitivity tiny.toml --claim ot_prefers");
    same_words(&shell, "sensitivity_no_means", &said);
    assert!(!shell.path("runs").exists(), "nothing is begun when something is wrong");
}
