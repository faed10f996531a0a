//! Variables of a MAT file of level 5 (MATLAB 5 to 7, SciPy's `savemat`): matrices, sparse matrices, texts and cells of texts.
//!
//! **Format.** 128 bytes of header, then elements: type, size, data, padded to 8 bytes; what fits into 4 bytes stands in the tag. A matrix is
//! an element of elements: class, dimensions, name, values by columns. A compressed element holds one in zlib.

use super::content::{Budget, Content};
use super::raw;
use flate2::read::ZlibDecoder;
use syntony_engine::grid;

/// Deepest cell within a cell.
const DEPTH_MAX: usize = 4;
/// Cells of a sparse matrix at most, which takes 128 MiB in full: a short file may claim any number.
const SPARSE_MAX: usize = 1 << 24;
const COMPRESSED: u32 = 15;
const MATRIX: u32 = 14;

/// Whether bytes are a MAT file of level 5.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.len() > 128 && matches!(&bytes[126..128], b"IM" | b"MI") && bytes.starts_with(b"MATLAB")
}

/// All variables that are matrices or texts.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<(String, Content)>, String> {
    let reader = Reader { big: &bytes[126..128] == b"MI" };
    let mut all = Vec::new();
    let mut rest = &bytes[128..];
    while rest.len() >= 8 {
        let (kind, data, after) = reader.element(rest)?;
        rest = after;
        match kind {
            COMPRESSED => {
                let unpacked = budget.unpack(ZlibDecoder::new(data))?;
                let (kind, data, _) = reader.element(&unpacked)?;
                if kind == MATRIX {
                    all.extend(reader.matrix(data, 0, budget)?);
                }
            }
            MATRIX => all.extend(reader.matrix(data, 0, budget)?),
            _ => {}
        }
    }
    Ok(all)
}

struct Reader {
    big: bool,
}

impl Reader {
    fn u32(&self, bytes: &[u8]) -> Result<u32, String> {
        let four: [u8; 4] = bytes.get(..4).and_then(|b| b.try_into().ok()).ok_or("is cut short")?;
        Ok(if self.big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    }

    /// Type and data of the first element, and what follows it.
    fn element<'a>(&self, bytes: &'a [u8]) -> Result<(u32, &'a [u8], &'a [u8]), String> {
        let tag = self.u32(bytes)?;
        if tag >> 16 != 0 {
            let data = bytes.get(4..4 + (tag >> 16) as usize).ok_or("is cut short")?;
            return Ok((tag & 0xffff, data, bytes.get(8..).unwrap_or_default()));
        }
        let size = self.u32(bytes.get(4..).unwrap_or_default())? as usize;
        let data = bytes.get(8..8 + size).ok_or("is cut short")?;
        // compressed elements are not padded
        let end = if tag == COMPRESSED { 8 + size } else { 8 + size.next_multiple_of(8) };
        Ok((tag, data, bytes.get(end..).unwrap_or_default()))
    }

    /// A named matrix, text or list of texts; nothing for structures and the like.
    fn matrix(
        &self,
        data: &[u8],
        depth: usize,
        budget: &mut Budget,
    ) -> Result<Option<(String, Content)>, String> {
        let (_, flags, rest) = self.element(data)?;
        let (_, dims, rest) = self.element(rest)?;
        let (_, name, mut rest) = self.element(rest)?;
        let (class, complex) = (self.u32(flags)? & 0xff, self.u32(flags)? & 0x800 != 0);
        let dims: Vec<usize> =
            dims.chunks_exact(4).map(|d| self.u32(d).map(|d| d as usize)).collect::<Result<_, _>>()?;
        let name = String::from_utf8_lossy(name).into_owned();
        let count = dims.iter().try_fold(1_usize, |a, &b| a.checked_mul(b)).ok_or("has no such size")?;
        budget.numbers(count)?;
        match class {
            1 if depth < DEPTH_MAX => {
                let mut names = Vec::new();
                while names.len() < count && rest.len() >= 8 {
                    let (_, cell, after) = self.element(rest)?;
                    rest = after;
                    if let Some((_, Content::Names(mut text))) = self.matrix(cell, depth + 1, budget)? {
                        names.push(if text.len() == 1 { text.remove(0) } else { text.join(" ") });
                    }
                }
                Ok((names.len() == count && count > 0).then_some((name, Content::Names(names))))
            }
            4 => Ok(Some((name, Content::Names(self.texts(rest, &dims)?)))),
            5 => Ok(Some((name, self.sparse(rest, &dims)?))),
            6..=15 if complex => Err(format!("`{name}` is complex, expected real numbers")),
            6..=15 => {
                let (kind, values, _) = self.element(rest)?;
                let values = self.numbers(kind, values)?;
                match *dims.as_slice() {
                    [rows, columns] if rows * columns == values.len() => {
                        Ok(Some((name, Content::Numbers(dims, grid::by_rows(&values, rows)))))
                    }
                    _ => Ok((values.len() == count).then_some((name, Content::Numbers(dims, values)))),
                }
            }
            _ => Ok(None),
        }
    }

    fn numbers(&self, kind: u32, bytes: &[u8]) -> Result<Vec<f64>, String> {
        // by the number of a type
        const TYPES: [&str; 14] =
            ["", "i1", "u1", "i2", "u2", "i4", "u4", "f4", "", "f8", "", "", "i8", "u8"];
        let name = TYPES.get(kind as usize).copied().unwrap_or_default();
        raw::numbers(bytes, name, self.big)
            .ok_or_else(|| format!("has values of type {kind}, expected numbers"))
    }

    /// Rows of characters.
    fn texts(&self, rest: &[u8], dims: &[usize]) -> Result<Vec<String>, String> {
        let (kind, bytes, _) = self.element(rest)?;
        let codes: Vec<u32> = match kind {
            16 => String::from_utf8_lossy(bytes).chars().map(u32::from).collect(),
            kind => self.numbers(kind, bytes)?.into_iter().map(|x| x as u32).collect(),
        };
        let rows = dims.first().copied().unwrap_or(0).min(codes.len());
        let text = |row: usize| -> String {
            let row = codes.iter().skip(row).step_by(rows);
            let text: String = row.map(|&c| char::from_u32(c).unwrap_or('\u{fffd}')).collect();
            text.trim_end_matches([' ', '\0']).to_string()
        };
        Ok((0..rows).map(text).collect())
    }

    fn sparse(&self, rest: &[u8], dims: &[usize]) -> Result<Content, String> {
        let (kind, bytes, rest) = self.element(rest)?;
        let to = self.numbers(kind, bytes)?;
        let (kind, bytes, rest) = self.element(rest)?;
        let starts = self.numbers(kind, bytes)?;
        let (kind, bytes, _) = self.element(rest)?;
        let values = self.numbers(kind, bytes)?;
        let &[rows, columns] = dims else { return Err("has a sparse matrix that is none".into()) };
        if rows.checked_mul(columns).is_none_or(|cells| cells > SPARSE_MAX) {
            return Err(format!(
                "has a sparse matrix of {rows} by {columns}, expected at most {SPARSE_MAX} cells"
            ));
        }
        let mut full = vec![0.0; rows * columns];
        for column in 0..columns {
            let start = |at: usize| starts.get(at).map_or(0, |s| *s as usize);
            let entries = to.iter().zip(&values).take(start(column + 1)).skip(start(column));
            for (&row, &value) in entries {
                let at = (row as usize).saturating_mul(columns).saturating_add(column);
                *full.get_mut(at).ok_or("is damaged")? = value;
            }
        }
        Ok(Content::Numbers(dims.to_vec(), full))
    }
}
