//! Writes a small group of arrays to the path given: `cargo run --example example_store -- DIR/x.zarr`.
//!
//! `tests/open_with_xarray.py` opens it with Python and compares every value.

use std::path::Path;
use syntony_store::{Array, ArrayGroup, Data, StoreError};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give a path for the store")?;
    Ok(write(Path::new(&path))?)
}

fn write(path: &Path) -> Result<(), StoreError> {
    let (groups, animals, times) = (2, 3, 5);
    let n = groups * animals * times;
    let text = |v: &[&str]| Data::Text(v.iter().map(|s| s.to_string()).collect());
    let mut g = ArrayGroup::new().attr("title", "an example").attr("seed", 7);
    g.push(Array::coordinate("group", text(&["csf", "ot"])).description("group of the study"));
    g.push(Array::new("group_label", &[("group", groups)], text(&["CSF", "oxytocin, 1 µg/h"])).auxiliary());
    g.push(Array::coordinate("animal", Data::I64(vec![0, 1, 2])).description("subject"));
    let time: Vec<f64> = (0..times).map(|i| i as f64 * 0.1).collect();
    g.push(Array::coordinate("time", Data::F64(time)).units("s").long_name("time since the start"));
    let dims = [("group", groups), ("animal", animals), ("time", times)];
    let level: Vec<f32> = (0..n).map(|i| i as f32 / 3.0).collect();
    g.push(
        Array::new("level_oxytocin", &dims, Data::F32(level))
            .units("nM")
            .long_name("oxytocin, accumbens shell")
            .description("extracellular level"),
    );
    let mut contact: Vec<f64> = (0..groups * animals).map(|i| i as f64 / 7.0).collect();
    contact[4] = f64::NAN; // missing
    g.push(Array::new("contact", &dims[..2], Data::F64(contact)).units("min"));
    g.write(path)
}
