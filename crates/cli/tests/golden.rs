//! Files of the docs that the program writes: the same as it writes them now.

mod shell;

use shell::Shell;
use std::path::Path;

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
