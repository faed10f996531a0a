//! Which variables exist, how they are called, and which rows of a state they occupy.

use std::collections::BTreeMap;
use std::ops::Range;

/// A contiguous group of rows: what [`Layout::add`] hands out and a term keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slots {
    /// First row.
    pub start: usize,
    /// Number of rows.
    pub len: usize,
}

impl Slots {
    /// The rows as a range.
    pub fn range(self) -> Range<usize> {
        self.start..self.start + self.len
    }

    /// Row of member `index` of the group.
    ///
    /// # Panics
    /// If `index` is not below `len`.
    #[track_caller]
    pub fn at(self, index: usize) -> usize {
        assert!(index < self.len, "member {index} of a group of {} rows", self.len);
        self.start + index
    }

    /// Whether `slot` belongs to the group.
    pub fn contains(self, slot: usize) -> bool {
        self.range().contains(&slot)
    }

    /// Whether the two groups share a row.
    pub fn overlaps(self, other: Slots) -> bool {
        self.start.max(other.start) < (self.start + self.len).min(other.start + other.len)
    }
}

/// The rows of a state and their names. Built once, before any state; the order of calls is the order of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    groups: Vec<(String, Slots)>,
    names: Vec<String>,
    by_group: BTreeMap<String, usize>,
    by_name: BTreeMap<String, usize>,
}

impl Layout {
    /// A layout without rows.
    pub fn new() -> Layout {
        Layout::default()
    }

    /// Adds `count` rows. They are called `name[0]`, `name[1]`, ..., or just `name` if there is one.
    ///
    /// # Panics
    /// If the name is taken.
    #[track_caller]
    pub fn add(&mut self, name: &str, count: usize) -> Slots {
        let names = if count == 1 {
            vec![name.to_owned()]
        } else {
            (0..count).map(|index| format!("{name}[{index}]")).collect()
        };
        self.push(name, names)
    }

    /// Adds one row per member, called `name[member]`.
    ///
    /// # Panics
    /// If the name is taken or a member occurs twice.
    #[track_caller]
    pub fn add_named<S: AsRef<str>>(&mut self, name: &str, members: &[S]) -> Slots {
        let names = members.iter().map(|member| format!("{name}[{}]", member.as_ref())).collect();
        self.push(name, names)
    }

    #[track_caller]
    fn push(&mut self, name: &str, names: Vec<String>) -> Slots {
        let slots = Slots { start: self.names.len(), len: names.len() };
        let taken = self.by_group.insert(name.to_owned(), self.groups.len()).is_some();
        assert!(!taken, "the layout already has a variable `{name}`");
        for (offset, full) in names.iter().enumerate() {
            let taken = self.by_name.insert(full.clone(), slots.start + offset).is_some();
            assert!(!taken, "the layout already has a row `{full}`");
        }
        self.groups.push((name.to_owned(), slots));
        self.names.extend(names);
        slots
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The rows of the variable `name`.
    pub fn group(&self, name: &str) -> Option<Slots> {
        self.by_group.get(name).map(|&index| self.groups[index].1)
    }

    /// The row called `name`, such as `level[left]`.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Full name of a row, for messages and column heads.
    ///
    /// # Panics
    /// If there is no such row.
    #[track_caller]
    pub fn name(&self, slot: usize) -> &str {
        &self.names[slot]
    }

    /// All full names in the order of rows.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Variables in the order in which they were added.
    pub fn groups(&self) -> impl Iterator<Item = (&str, Slots)> {
        self.groups.iter().map(|(name, slots)| (name.as_str(), *slots))
    }

    /// A number that differs between layouts with other names or another order; stored in snapshots.
    pub fn hash(&self) -> u64 {
        let mut hash = Fnv::new();
        for name in &self.names {
            hash.write(&(name.len() as u64).to_le_bytes());
            hash.write(name.as_bytes());
        }
        hash.finish()
    }
}

/// Fowler-Noll-Vo 1a, 64 bits: a checksum that is the same everywhere, not a defence against forgery.
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Fnv {
    /// The hash of nothing.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    /// Appends bytes.
    pub fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Appends the bit patterns of numbers, little-endian.
    pub fn write_f64(&mut self, values: &[f64]) {
        for value in values {
            self.write(&value.to_bits().to_le_bytes());
        }
    }

    /// The hash of everything appended so far.
    pub fn finish(&self) -> u64 {
        self.0
    }
}
