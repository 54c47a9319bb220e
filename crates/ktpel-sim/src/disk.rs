//! A disk that forgets what was not synced when the power goes.

/// The disk is full: nothing of the transaction was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// Transactions in the order written; those after the last sync are lost in a crash.
#[derive(Debug, Clone)]
pub struct Disk<W> {
    written: Vec<Vec<W>>,
    synced: usize,
    /// Nothing more can be written.
    pub full: bool,
}

impl<W> Default for Disk<W> {
    fn default() -> Self {
        Self { written: Vec::new(), synced: 0, full: false }
    }
}

impl<W> Disk<W> {
    /// Writes a transaction whole or not at all. It is not durable yet.
    pub fn write(&mut self, transaction: Vec<W>) -> Result<(), Full> {
        if self.full {
            return Err(Full);
        }
        self.written.push(transaction);
        Ok(())
    }

    /// Makes all that was written durable; gives what became so now.
    pub fn sync(&mut self) -> &[Vec<W>] {
        let from = std::mem::replace(&mut self.synced, self.written.len());
        self.written.get(from..).unwrap_or_default()
    }

    /// The power goes.
    pub fn crash(&mut self) {
        self.written.truncate(self.synced);
    }

    /// All that is there, in order.
    pub fn all(&self) -> impl Iterator<Item = &W> {
        self.written.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_synced_is_gone_after_a_crash() {
        let mut disk = Disk::default();
        disk.write(vec![1, 2]).unwrap();
        assert_eq!(disk.sync(), [vec![1, 2]]);
        disk.write(vec![3]).unwrap();
        disk.crash();
        assert_eq!(disk.all().copied().collect::<Vec<_>>(), [1, 2]);
        disk.full = true;
        assert_eq!(disk.write(vec![4]), Err(Full));
    }
}
