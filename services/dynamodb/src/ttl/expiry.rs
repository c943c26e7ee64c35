//! Items by the time at which they expire: rows that follow the items while time to live is on.

use crate::item::key::Primary;
use crate::table::row::{Mark, Table};
use crate::ttl::row::Ttl;
use haneul_expression::{Item, Value};
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Table as Rows, Tx};

/// Table and generation; the second; partition key and sort key of the item.
pub type ExpiryKey = ((u64, u32), u64, Vec<u8>, Vec<u8>);

pub static EXPIRIES: Rows<ExpiryKey, Mark> = Rows::new("dynamodb_expiry");

/// The second after which an item has expired: its attribute, if that is a number.
pub fn of(ttl: &Ttl, item: &Item) -> Option<u64> {
    match item.get(&ttl.attribute)? {
        Value::N(number) => number.to_string().split('.').next()?.parse().ok(),
        _ => None,
    }
}

/// Follows a change of an item.
pub fn follow(
    tx: &mut Tx,
    scope: Scope<'_>,
    table: &Table,
    primary: &Primary,
    (before, after): (Option<&Item>, Option<&Item>),
) -> Result<(), AwsError> {
    let Some(ttl) = table.ttl.as_ref().filter(|ttl| ttl.is_on) else {
        return Ok(());
    };
    let (before, after) = (
        before.and_then(|i| of(ttl, i)),
        after.and_then(|i| of(ttl, i)),
    );
    if before == after {
        return Ok(());
    }
    if let Some(second) = before {
        EXPIRIES.delete(tx, scope, &key(table.id, ttl, second, primary))?;
    }
    if let Some(second) = after {
        EXPIRIES.put(tx, scope, &key(table.id, ttl, second, primary), &Mark {})?;
    }
    Ok(())
}

pub fn key(table: u64, ttl: &Ttl, second: u64, primary: &Primary) -> ExpiryKey {
    let (partition, sort) = (primary.partition.clone(), primary.sort.clone());
    ((table, ttl.generation), second, partition, sort)
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_expression::Number;

    #[test]
    fn only_numbers_are_times() {
        let ttl = Ttl {
            attribute: "t".to_owned(),
            is_on: true,
            is_filled: true,
            generation: 0,
            changed: 0,
        };
        let second = |value| of(&ttl, &Item::from([("t".to_owned(), value)]));
        let number = |text| second(Value::N(Number::parse(text).unwrap()));
        assert_eq!(number("1790000000"), Some(1_790_000_000));
        assert_eq!(number("17.9"), Some(17));
        assert_eq!((number("-1"), number("1e30")), (None, None));
        assert_eq!(second(Value::S("17".to_owned())), None);
        assert_eq!(of(&ttl, &Item::new()), None);
    }
}
