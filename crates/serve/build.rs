//! What is embedded is embedded again when it changes.

fn main() {
    for folder in ["dist", "../../protocols", "../../examples", "../../docs/evidence", "scenes"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
