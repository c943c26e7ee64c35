//! What was measured in one moment: how often, how much, and which values.

/// Different values that are kept exactly.
const EXACT: usize = 128;

/// Values that are kept at all.
const MOST: usize = 256;

/// Beyond [`EXACT`], values this close are one.
const WIDTH: f64 = 0.01;

#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    pub count: f64,
    pub sum: f64,
    pub min: f64,
    pub max: f64,
    /// Values with their counts, in order. `None`: only the sums are known.
    pub values: Option<Vec<(f64, f64)>>,
}

impl Spread {
    pub fn of(value: f64, count: f64) -> Spread {
        Spread {
            count,
            sum: value * count,
            min: value,
            max: value,
            values: Some(vec![(value, count)]),
        }
    }

    /// Of each value so many; nothing of none.
    pub fn of_values(values: impl IntoIterator<Item = (f64, f64)>) -> Option<Spread> {
        let mut values: Vec<(f64, f64)> = values.into_iter().filter(|(_, n)| *n > 0.0).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (first, last) = (values.first()?.0, values.last()?.0);
        let mut spread = Spread {
            count: values.iter().map(|(_, n)| n).sum(),
            sum: values.iter().map(|(v, n)| v * n).sum(),
            min: first,
            max: last,
            values: Some(values),
        };
        spread.thin();
        Some(spread)
    }

    /// A set of sums that somebody else made. Values that are all the same are known.
    pub fn of_set(count: f64, sum: f64, min: f64, max: f64) -> Spread {
        let known = count == 1.0 || (min == max && sum == min * count);
        Spread {
            count,
            sum,
            min,
            max,
            values: known.then(|| vec![(min, count)]),
        }
    }

    pub fn add(&mut self, other: &Spread) {
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.values = match (self.values.take(), &other.values) {
            (Some(mine), Some(theirs)) => Some(merge(mine, theirs)),
            _ => None,
        };
        self.thin();
    }

    /// Makes neighbours one until there are few enough of them.
    fn thin(&mut self) {
        let Some(values) = &mut self.values else {
            return;
        };
        values.dedup_by(same);
        let mut width = WIDTH;
        if values.len() > EXACT {
            gather(values, width);
        }
        while values.len() > MOST {
            width *= 2.0;
            gather(values, width);
        }
    }
}

fn same(next: &mut (f64, f64), kept: &mut (f64, f64)) -> bool {
    let is = next.0 == kept.0;
    if is {
        kept.1 += next.1;
    }
    is
}

fn merge(mine: Vec<(f64, f64)>, theirs: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if let (Some(last), Some(first)) = (mine.last(), theirs.first()) {
        if last.0 <= first.0 {
            let mut all = mine;
            all.extend_from_slice(theirs);
            return all;
        }
    }
    let mut all = mine;
    all.extend_from_slice(theirs);
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all
}

/// Neighbours in the same bucket of a logarithmic scale become their mean.
fn gather(values: &mut Vec<(f64, f64)>, width: f64) {
    let bucket = |value: f64| match value == 0.0 {
        true => 0.0,
        false => (value.abs().ln() / width)
            .floor()
            .mul_add(value.signum(), value.signum() * 1e9),
    };
    values.dedup_by(|next, kept| {
        let is = bucket(next.0) == bucket(kept.0);
        if is {
            let count = kept.1 + next.1;
            kept.0 += (next.0 - kept.0) * (next.1 / count);
            kept.1 = count;
        }
        is
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_values_stay_few_and_close() {
        let mut all: Option<Spread> = None;
        for n in 1..=10_000 {
            let one = Spread::of(f64::from(n), 1.0);
            match &mut all {
                Some(all) => all.add(&one),
                None => all = Some(one),
            }
        }
        let all = all.unwrap();
        let values = all.values.as_ref().unwrap();
        assert!(values.len() <= MOST);
        assert_eq!((all.count, all.min, all.max), (10_000.0, 1.0, 10_000.0));
        let counted: f64 = values.iter().map(|(_, n)| n).sum();
        assert!((counted - 10_000.0).abs() < 1e-6);
        let p90 = crate::Stat::read("p90").unwrap().of(&all).unwrap();
        assert!((p90 - 9_000.0).abs() < 300.0, "{p90}");
    }

    #[test]
    fn sets_have_no_values_unless_they_are_all_the_same() {
        assert_eq!(Spread::of_set(2.0, 5.0, 2.0, 3.0).values, None);
        assert!(Spread::of_set(2.0, 6.0, 3.0, 3.0).values.is_some());
        assert!(Spread::of_set(1.0, 6.0, 6.0, 6.0).values.is_some());
    }

    #[test]
    fn negative_values_and_zero_keep_apart() {
        let values = (-200..=200).map(|n| (f64::from(n) / 10.0, 1.0));
        let spread = Spread::of_values(values).unwrap();
        let values = spread.values.unwrap();
        assert!(values.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(values.iter().any(|(v, _)| *v == 0.0));
    }
}
