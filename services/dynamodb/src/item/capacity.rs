//! What reads and writes cost, in units, and how answers say so.

use crate::shapes::{Capacity, ConsumedCapacity};
use crate::table::row::Table;

/// Bytes of a unit of reading and of writing.
const READ: usize = 4_096;
const WRITE: usize = 1_024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consistency {
    Eventual,
    Strong,
    Transaction,
}

impl Consistency {
    pub fn of(consistent: Option<bool>) -> Consistency {
        match consistent.unwrap_or_default() {
            true => Consistency::Strong,
            false => Consistency::Eventual,
        }
    }
}

/// Of reading so many bytes; looking for what is not there costs as much as the least.
pub fn read(bytes: usize, consistency: Consistency) -> f64 {
    let units = bytes.div_ceil(READ).max(1) as f64;
    match consistency {
        Consistency::Eventual => units / 2.0,
        Consistency::Strong => units,
        Consistency::Transaction => units * 2.0,
    }
}

/// Of writing an item or an entry that is so large before or after.
pub fn write(bytes: usize) -> f64 {
    bytes.div_ceil(WRITE).max(1) as f64
}

/// What was spent on a table and its indexes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spent {
    pub table: f64,
    /// By number.
    pub indexes: Vec<(u32, f64)>,
}

impl Spent {
    pub fn on_table(units: f64) -> Spent {
        Spent {
            table: units,
            indexes: Vec::new(),
        }
    }

    pub fn on_index(number: u32, units: f64) -> Spent {
        Spent {
            table: 0.0,
            indexes: vec![(number, units)],
        }
    }

    pub fn add_index(&mut self, number: u32, units: f64) {
        match self.indexes.iter_mut().find(|(known, _)| *known == number) {
            Some((_, sum)) => *sum += units,
            None => self.indexes.push((number, units)),
        }
    }

    pub fn add(&mut self, other: &Spent) {
        self.table += other.table;
        for (number, units) in &other.indexes {
            self.add_index(*number, *units);
        }
    }

    pub fn times(mut self, factor: f64) -> Spent {
        self.table *= factor;
        self.indexes
            .iter_mut()
            .for_each(|(_, units)| *units *= factor);
        self
    }

    pub fn total(&self) -> f64 {
        self.table + self.indexes.iter().map(|(_, units)| units).sum::<f64>()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Read,
    Write,
}

/// As `ReturnConsumedCapacity` asks for it. Transactions say of which side it is.
pub fn show(
    asked: Option<&str>,
    name: &str,
    table: &Table,
    spent: &Spent,
    side: Option<Side>,
) -> Option<ConsumedCapacity> {
    let asked = asked.filter(|asked| *asked != "NONE")?;
    let total = spent.total();
    let mut shown = ConsumedCapacity {
        table_name: Some(name.to_owned()),
        capacity_units: Some(total),
        read_capacity_units: side.filter(|s| *s == Side::Read).map(|_| total),
        write_capacity_units: side.filter(|s| *s == Side::Write).map(|_| total),
        ..ConsumedCapacity::default()
    };
    if asked != "INDEXES" {
        return Some(shown);
    }
    let one = |units: f64| Capacity {
        capacity_units: Some(units),
        read_capacity_units: side.filter(|s| *s == Side::Read).map(|_| units),
        write_capacity_units: side.filter(|s| *s == Side::Write).map(|_| units),
    };
    shown.table = Some(one(spent.table));
    let of = |is_local: bool| {
        let mine = spent.indexes.iter().filter_map(|(number, units)| {
            let index = table.indexes.iter().find(|i| i.number == *number)?;
            (index.is_local == is_local).then(|| (index.name.clone(), one(*units)))
        });
        let mine: Vec<_> = mine.collect();
        (!mine.is_empty()).then_some(mine)
    };
    shown.local_secondary_indexes = of(true);
    shown.global_secondary_indexes = of(false);
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_whole_kilobytes() {
        assert_eq!((write(0), write(1_024), write(1_025)), (1.0, 1.0, 2.0));
        assert_eq!(read(4_096, Consistency::Strong), 1.0);
        assert_eq!(read(4_097, Consistency::Eventual), 1.0);
        assert_eq!(read(0, Consistency::Eventual), 0.5);
        assert_eq!(read(1, Consistency::Transaction), 2.0);
    }
}
