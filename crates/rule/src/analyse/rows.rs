//! Sets of rows of a table.

/// A set of rows by their index: a bit each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Rows(Box<[u64]>);

const BITS: usize = u64::BITS as usize;

impl Rows {
    /// The rows before `end`, of a table of `count` rows.
    pub fn before(end: usize, count: usize) -> Rows {
        (0..end).fold(Rows(vec![0; count.div_ceil(BITS)].into()), |mut rows, row| {
            rows.insert(row);
            rows
        })
    }

    /// No rows, of a table of `count`.
    pub fn none(count: usize) -> Rows {
        Rows::before(0, count)
    }

    pub fn insert(&mut self, row: usize) {
        self.0[row / BITS] |= 1 << (row % BITS);
    }

    pub fn has(&self, row: usize) -> bool {
        self.0[row / BITS] & (1 << (row % BITS)) != 0
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Keeps what is in the other too.
    pub fn keep(&mut self, other: &Rows) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    pub fn add(&mut self, other: &Rows) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// What is in both.
    pub fn both(&self, other: &Rows) -> Rows {
        let mut rows = self.clone();
        rows.keep(other);
        rows
    }

    pub fn meets(&self, other: &Rows) -> bool {
        self.0.iter().zip(&other.0).any(|(word, other)| word & other != 0)
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.checked_sub(1)?;
                Some(at * BITS + bit)
            })
        })
    }
}
