//! Arrays of NumPy (`.npy`, and `.npz`, which is a zip of them): numbers and texts; pickled objects are refused.

use super::content::{Budget, Content};
use super::raw;
use syntony_engine::grid;

/// Whether bytes are an array of NumPy.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x93NUMPY")
}

/// Reads it.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Content, String> {
    let short = || "is cut short".to_string();
    let (length, start) = match bytes.get(6).ok_or_else(short)? {
        1 => (bytes.get(8..10).map(|b| usize::from(b[0]) | usize::from(b[1]) << 8), 10),
        _ => (bytes.get(8..12).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize), 12),
    };
    let end = start + length.ok_or_else(short)?;
    let head = String::from_utf8_lossy(bytes.get(start..end).ok_or_else(short)?).into_owned();
    let after = |key: &str| head.split_once(&format!("'{key}':")).map(|(_, rest)| rest.trim_start());
    let kind = after("descr").and_then(|t| t.strip_prefix('\'')?.split_once('\'')).map(|(kind, _)| kind);
    let kind = kind.ok_or("has columns of several types, expected an array of numbers or texts")?;
    let by_columns = after("fortran_order").is_some_and(|t| t.starts_with("True"));
    let shape = after("shape").and_then(|t| t.strip_prefix('(')?.split_once(')')).map(|(shape, _)| shape);
    let sizes = shape.unwrap_or_default().split(',').map(str::trim).filter(|t| !t.is_empty());
    let shape: Vec<usize> = sizes.map(|t| t.parse().map_err(|_| short())).collect::<Result<_, _>>()?;
    let count = shape.iter().try_fold(1_usize, |a, &b| a.checked_mul(b)).ok_or("has no such size")?;
    budget.numbers(count)?;
    let data = &bytes[end..];
    let (order, kind) = kind.split_at_checked(1).ok_or_else(short)?;
    if let Some(width) = kind.strip_prefix(['U', 'S']) {
        let width: usize = width.parse().map_err(|_| short())?;
        let width = if kind.starts_with('U') { 4 * width } else { width };
        return texts(data, (count, width), kind.starts_with('U'), order == ">");
    }
    let values = numbers(data, kind, order == ">")?;
    if values.len() < count {
        return Err(short());
    }
    let values = match (by_columns, shape.as_slice()) {
        (true, &[rows, _]) => grid::by_rows(&values[..count], rows),
        _ => values[..count].to_vec(),
    };
    Ok(Content::Numbers(shape, values))
}

fn numbers(data: &[u8], kind: &str, big: bool) -> Result<Vec<f64>, String> {
    raw::numbers(data, kind, big).ok_or_else(|| match kind {
        "O" => "holds pickled objects, expected numbers or texts".into(),
        kind => format!("has values of type {kind}, expected numbers"),
    })
}

fn texts(data: &[u8], (count, width): (usize, usize), wide: bool, big: bool) -> Result<Content, String> {
    let all = count.checked_mul(width).and_then(|n| data.get(..n)).ok_or("is cut short")?;
    let one = |bytes: &[u8]| -> String {
        let code = |b: &[u8]| {
            let b = [b[0], b[1], b[2], b[3]];
            char::from_u32(if big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) })
        };
        let text: String = match wide {
            true => bytes.chunks_exact(4).map(|b| code(b).unwrap_or('\u{fffd}')).collect(),
            false => String::from_utf8_lossy(bytes).into_owned(),
        };
        text.trim_end_matches('\0').to_string()
    };
    match width {
        0 => Ok(Content::Names(vec![String::new(); count])),
        _ => Ok(Content::Names(all.chunks_exact(width).map(one).collect())),
    }
}
