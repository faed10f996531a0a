//! Hashes of texts and of numbers' bits: equal if and only if the content is.

/// A hash being fed. Every item is preceded by its kind and length, so that no two sequences run into one another.
#[derive(Debug, Clone, Default)]
pub struct Hash(blake3::Hasher);

impl Hash {
    /// An empty hash.
    pub fn new() -> Hash {
        Hash::default()
    }
    fn item(&mut self, kind: u8, bytes: &[u8]) -> &mut Hash {
        self.0.update(&[kind]);
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }
    /// Takes in a text.
    pub fn text(&mut self, text: &str) -> &mut Hash {
        self.item(b't', text.as_bytes())
    }
    /// Takes in an integer.
    pub fn integer(&mut self, value: u64) -> &mut Hash {
        self.item(b'i', &value.to_le_bytes())
    }
    /// Takes in a number's bits: `0.0` and `-0.0` differ.
    pub fn number(&mut self, value: f64) -> &mut Hash {
        self.item(b'f', &value.to_bits().to_le_bytes())
    }
    /// Takes in a number that may be absent; absent differs from every number.
    pub fn optional(&mut self, value: Option<f64>) -> &mut Hash {
        match value {
            Some(v) => self.number(v),
            None => self.item(b'-', &[]),
        }
    }
    /// The hash, 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}

/// Hash of named texts; the order in which they are given does not matter.
pub fn of_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_unstable();
    let mut hash = Hash::new();
    for (name, text) in texts {
        hash.text(name).text(text);
    }
    hash.hex()
}

/// Hash of numbers' bits, in order.
pub fn of_numbers(values: &[f64]) -> String {
    let mut hash = Hash::new();
    for &v in values {
        hash.number(v);
    }
    hash.hex()
}

/// Hash of bytes.
pub fn of_bytes(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_texts_in_any_order_give_one_hash() {
        let a = of_texts([("otr.toml", "kd = 1"), ("bond.toml", "x = 2")]);
        assert_eq!(a, of_texts([("bond.toml", "x = 2"), ("otr.toml", "kd = 1")]));
        assert_eq!(a.len(), 64);
        assert_ne!(a, of_texts([("otr.toml", "kd = 1"), ("bond.toml", "x = 3")]));
        assert_ne!(of_texts([("a", "bc")]), of_texts([("ab", "c")]));
        assert_ne!(of_texts([("a", "b"), ("c", "d")]), of_texts([("a", "bc"), ("", "d")]));
    }

    #[test]
    fn same_bits_give_one_hash_and_every_bit_counts() {
        let x = [0.1 + 0.2, 1.0, -3.5e-300];
        assert_eq!(of_numbers(&x), of_numbers(&[0.30000000000000004, 1.0, -3.5e-300]));
        assert_ne!(of_numbers(&[0.3]), of_numbers(&[0.1 + 0.2]));
        assert_ne!(of_numbers(&[0.0]), of_numbers(&[-0.0]));
        assert_ne!(of_numbers(&[1.0, 2.0]), of_numbers(&[2.0, 1.0]));
        let mut absent = Hash::new();
        absent.optional(None);
        assert_ne!(absent.hex(), of_numbers(&[f64::NAN]));
        let mut present = Hash::new();
        present.optional(Some(1.0));
        assert_eq!(present.hex(), of_numbers(&[1.0]));
    }

    #[test]
    fn same_as_the_published_hash_of_nothing() {
        let empty = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        assert_eq!(of_bytes(b""), empty);
        assert_eq!(Hash::new().hex(), empty);
    }
}
