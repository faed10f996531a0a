//! Numbers as they lie in files of other programs, of any type and either order of bytes.

/// Numbers of a type, written as NumPy does (`f8`, `u2`); nothing for another type.
pub(super) fn numbers(bytes: &[u8], kind: &str, big: bool) -> Option<Vec<f64>> {
    macro_rules! each {
        ($type:ty) => {{
            let one = |b: &[u8]| {
                let b = b.try_into().unwrap_or_default();
                (if big { <$type>::from_be_bytes(b) } else { <$type>::from_le_bytes(b) }) as f64
            };
            bytes.chunks_exact(size_of::<$type>()).map(one).collect()
        }};
    }
    Some(match kind {
        "f8" => each!(f64),
        "f4" => each!(f32),
        "i1" => each!(i8),
        "i2" => each!(i16),
        "i4" => each!(i32),
        "i8" => each!(i64),
        "u1" | "b1" => each!(u8),
        "u2" => each!(u16),
        "u4" => each!(u32),
        "u8" => each!(u64),
        _ => return None,
    })
}
