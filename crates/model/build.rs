//! Makes cargo notice new files of the atlas, which `include_dir!` cannot.

fn main() {
    println!("cargo::rerun-if-changed=../../atlas");
}
