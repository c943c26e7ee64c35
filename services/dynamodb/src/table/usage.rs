//! How much of the capacity of tables and indexes is used, for whoever scales it.

use crate::item::capacity::Side;
use crate::item::throttle;
use crate::table::row::TABLES;
use haneul_pipeline::{AwsError, Cloud, Scaled, Usage};
use haneul_store::{Scope, Tx};

/// Of `table/orders` or `table/orders/index/by-day`; nothing where there is none.
pub fn of(
    cloud: &Cloud,
    tx: &mut Tx,
    scope: Scope<'_>,
    scaled: Scaled<'_>,
) -> Result<Option<Usage>, AwsError> {
    let Some((name, index, side)) = read(scaled) else {
        return Ok(None);
    };
    let Some(table) = TABLES.get(tx, scope, name)? else {
        return Ok(None);
    };
    let (capacity, number) = match index {
        None => (&table.billing.capacity, None),
        Some(name) => match table.index(name).filter(|index| !index.is_local) {
            Some(index) => (&index.capacity, Some(index.number)),
            None => return Ok(None),
        },
    };
    let now = cloud.clock.now().as_microsecond();
    Ok(Some(Usage {
        capacity: match side {
            Side::Read => capacity.reads,
            Side::Write => capacity.writes,
        },
        minutes: throttle::of(cloud).minutes(table.id, number, side, now),
    }))
}

fn read(scaled: Scaled<'_>) -> Option<(&str, Option<&str>, Side)> {
    let path = scaled.resource.strip_prefix("table/")?;
    let (name, index) = match path.split_once("/index/") {
        Some((name, index)) => (name, Some(index)),
        None => (path, None),
    };
    let of = match index {
        None => "dynamodb:table:",
        Some(_) => "dynamodb:index:",
    };
    let side = match scaled.dimension.strip_prefix(of)? {
        "ReadCapacityUnits" => Side::Read,
        "WriteCapacityUnits" => Side::Write,
        _ => return None,
    };
    Some((name, index, side))
}
