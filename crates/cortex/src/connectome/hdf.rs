//! Data sets of an HDF5 file, as The Virtual Brain keeps connectomes: weights, tract_lengths, centres, region_labels.

use super::content::{Budget, Content};
use hdf5_pure::{DType, File};

/// Data sets that are looked at.
const SETS_MAX: usize = 1000;

/// Whether bytes are an HDF5 file; MATLAB puts a block of its own before it.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"\x89HDF\r\n\x1a\n";
    bytes.starts_with(MARK) || bytes.get(512..).is_some_and(|b| b.starts_with(MARK))
}

/// Whether it is of MATLAB 7.3, whose matrices lie on their side and whose texts are references.
pub(super) fn of_matlab(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MATLAB 7.3")
}

/// All data sets of its root whose names are wanted.
pub(super) fn read(
    bytes: &[u8],
    wanted: impl Fn(&str) -> bool,
    budget: &mut Budget,
) -> Result<Vec<(String, Content)>, String> {
    let fail = |e: hdf5_pure::Error| format!("is damaged ({e})");
    let file = File::from_bytes(bytes.to_vec()).map_err(fail)?;
    let mut names = file.root().datasets().map_err(fail)?;
    names.sort();
    names.truncate(SETS_MAX);
    let mut all = Vec::new();
    let only = names.len() == 1;
    for name in names.into_iter().filter(|n| only || wanted(n)) {
        let set = file.dataset(&name).map_err(fail)?;
        let shape: Vec<usize> = set.shape().map_err(fail)?.iter().map(|&n| n as usize).collect();
        let count = shape.iter().try_fold(1_usize, |a, &b| a.checked_mul(b)).ok_or("has no such size")?;
        budget.numbers(count)?;
        let size = set.element_size().map_err(fail)?;
        budget.bytes((count as u64).saturating_mul(size))?;
        let text = matches!(set.dtype().map_err(fail)?, DType::String | DType::VariableLengthString);
        let content = match text {
            true => {
                let texts = set.read_string().map_err(fail)?;
                Content::Names(texts.iter().map(|t| t.trim_end_matches('\0').to_string()).collect())
            }
            false => Content::Numbers(shape, set.read_f64().map_err(fail)?),
        };
        all.push((name, content));
    }
    Ok(all)
}
