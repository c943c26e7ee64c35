//! Intervals, and which of them a point lies in, without looking at the others.

/// Sorted by their bottom; `highest[n]` is the highest top in the part of the list that `n` is the
/// middle of.
#[derive(Clone, Debug)]
pub struct Intervals<K> {
    all: Vec<(K, K, usize)>,
    highest: Vec<K>,
}

impl<K> Default for Intervals<K> {
    fn default() -> Self {
        Intervals {
            all: Vec::new(),
            highest: Vec::new(),
        }
    }
}

impl<K: Copy + Ord> Intervals<K> {
    /// Both ends belong to an interval.
    pub fn add(&mut self, bottom: K, top: K, of: usize) {
        self.all.push((bottom, top, of));
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// After the last was added.
    pub fn settle(&mut self) {
        self.all.sort_unstable();
        self.highest = self.all.iter().map(|(_, top, _)| *top).collect();
        let length = self.all.len();
        self.raise(0, length);
    }

    fn raise(&mut self, from: usize, to: usize) -> Option<K> {
        if from >= to {
            return None;
        }
        let middle = from + (to - from) / 2;
        let left = self.raise(from, middle);
        let right = self.raise(middle + 1, to);
        let own = self.all[middle].1;
        let highest = [left, right].into_iter().flatten().fold(own, K::max);
        self.highest[middle] = highest;
        Some(highest)
    }

    pub fn at(&self, point: K, found: &mut impl FnMut(usize)) {
        self.look(0, self.all.len(), point, found);
    }

    fn look(&self, from: usize, to: usize, point: K, found: &mut impl FnMut(usize)) {
        if from >= to {
            return;
        }
        let middle = from + (to - from) / 2;
        if self.highest[middle] < point {
            return;
        }
        self.look(from, middle, point, found);
        let (bottom, top, of) = self.all[middle];
        if bottom > point {
            return;
        }
        if point <= top {
            found(of);
        }
        self.look(middle + 1, to, point, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_if_all_were_looked_at(
            all in prop::collection::vec((0..50u8, 0..50u8), 0..40),
            point in 0..50u8,
        ) {
            let mut intervals = Intervals::default();
            for (nth, (bottom, top)) in all.iter().enumerate() {
                intervals.add(*bottom, *top, nth);
            }
            intervals.settle();
            let mut found = Vec::new();
            intervals.at(point, &mut |of| found.push(of));
            found.sort_unstable();
            let inside = |(_, (bottom, top)): &(usize, &(u8, u8))| *bottom <= point && point <= *top;
            let wanted: Vec<usize> = all.iter().enumerate().filter(inside).map(|(n, _)| n).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
