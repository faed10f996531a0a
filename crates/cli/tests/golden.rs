//! Files of the docs that the program writes: the same as it writes them now.

mod shell;

use shell::Shell;
use std::path::Path;

/// The page of the protocol language, from which nothing can be missing.
#[test]
fn golden_reference_of_protocols() {
    let people = syntony_model::Atlas::embedded("human").unwrap_or_else(|p| panic!("{p}"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/protocol.md");
    let said = syntony_model::reference::protocol_page(&people);
    if std::env::var_os("SYNTONY_BLESS").is_some() {
        std::fs::write(&file, &said).expect("a page");
    }
    let have = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(have == said, "{} differs; SYNTONY_BLESS=1 writes it anew", file.display());
}

/// Editors find the schemas beside the docs, by the first line of protocols, plans and fit files.
#[test]
fn golden_schemas_of_the_docs() {
    let shell = Shell::new();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    for kind in ["protocol", "atlas", "plan", "fit"] {
        let file = docs.join(format!("{kind}.schema.json"));
        let said = shell.syntony(&format!("schema {kind}")).stdout;
        if std::env::var_os("SYNTONY_BLESS").is_some() {
            std::fs::write(&file, &said).expect("a schema");
        }
        let have = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(have == said, "{} differs; SYNTONY_BLESS=1 writes it anew", file.display());
    }
}
