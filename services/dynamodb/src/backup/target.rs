//! The table that a backup or a moment is restored into, and what may be different in it.

use crate::address::Address;
use crate::background::{self, About, forget_attributes};
use crate::errors;
use crate::index::row::{Index, State};
use crate::shapes::{
    GlobalSecondaryIndex, LocalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput,
    SSESpecification,
};
use crate::table::billing::{Billing, Capacity};
use crate::table::create_table::check_quota;
use crate::table::kms;
use crate::table::parse::{self, Given};
use crate::table::row::{self, Busy, Change, Class, Found, GLOBAL, Mark, PLACES, TABLES, Table};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table as Rows};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where a table comes from, by its id.
pub static RESTORED: Rows<u64, Restored> = Rows::new("dynamodb_restored");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Restored {
    pub backup: Option<String>,
    pub table: String,
    /// The moment whose state it is.
    pub at: i64,
    pub is_under_way: bool,
}

impl Stored for Restored {
    const VERSION: u32 = 1;
}

#[derive(Default)]
pub struct Overrides {
    pub billing_mode: Option<String>,
    pub units: Option<ProvisionedThroughput>,
    pub bounds: Option<OnDemandThroughput>,
    pub global: Option<Vec<GlobalSecondaryIndex>>,
    pub local: Option<Vec<LocalSecondaryIndex>>,
    pub encryption: Option<SSESpecification>,
}

/// Makes the table, which is busy being created until it is filled.
pub fn make(
    cx: &mut Cx,
    name: &str,
    source: &Table,
    overrides: &Overrides,
    restored: &Restored,
) -> Result<Found, AwsError> {
    crate::address::check_name("targetTableName", name)?;
    let address = Address::own(cx, name);
    if row::find(cx, &address)?.is_some() {
        return Err(errors::restored_exists(name));
    }
    check_quota(cx)?;
    let mut table = table(cx, name, source, overrides)?;
    let asked = overrides.encryption.as_ref();
    table.sealed_by = kms::of_copy(cx, &address, source.sealed_by.as_ref(), asked)?;
    let found = put(cx, address, table)?;
    let scope = cx.scope();
    RESTORED.put(cx.tx, scope, &found.table.id, restored)?;
    Ok(found)
}

/// A new table that is busy until somebody says otherwise.
pub fn put(cx: &mut Cx, address: Address, mut table: Table) -> Result<Found, AwsError> {
    table.busy = Some(Busy {
        with: Change::Creating,
        until: i64::MAX,
    });
    let scope = cx.scope();
    TABLES.put(cx.tx, scope, &table.name, &table)?;
    let place = background::place(cx, &address);
    PLACES.put(cx.tx, GLOBAL, &place, &Mark {})?;
    Ok(Found {
        address,
        table: Arc::new(table),
    })
}

/// The table is filled, and can be used.
pub fn open(cx: &mut Cx, about: &About, items: i64, bytes: i64) -> Result<(), AwsError> {
    let Some(found) = about.find(cx)? else {
        return Ok(());
    };
    let mut table = found.table.as_ref().clone();
    table.busy = None;
    row::put(cx, &found, &table)?;
    let scope = found.scope(cx);
    let stats = background::stats::Stats {
        items,
        bytes,
        indexes: Vec::new(),
    };
    background::stats::STATS.put(cx.tx, scope, &table.id, &stats)?;
    if let Some(mut restored) = RESTORED.get(cx.tx, scope, &table.id)? {
        restored.is_under_way = false;
        RESTORED.put(cx.tx, scope, &table.id, &restored)?;
    }
    Ok(())
}

fn table(cx: &Cx, name: &str, source: &Table, given: &Overrides) -> Result<Table, AwsError> {
    let billing = billing(cx, &source.billing, given)?;
    let mut table = Table {
        name: name.to_owned(),
        class: Class::default(),
        ttl: None,
        indexes: indexes(source, given, billing.on_demand)?,
        billing,
        ..row::like(cx, source)
    };
    forget_attributes(&mut table);
    Ok(table)
}

fn billing(cx: &Cx, source: &Billing, given: &Overrides) -> Result<Billing, AwsError> {
    let on_demand = match given.billing_mode.as_deref() {
        Some(mode) => mode == "PAY_PER_REQUEST",
        None => source.on_demand,
    };
    let mut capacity = match (on_demand, &given.units) {
        (true, Some(_)) => {
            return Err(errors::invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode \
                 is PAY_PER_REQUEST",
            ));
        }
        (true, None) => Capacity {
            most_reads: source.capacity.most_reads.filter(|_| source.on_demand),
            most_writes: source.capacity.most_writes.filter(|_| source.on_demand),
            ..Capacity::default()
        },
        (false, Some(units)) => Capacity::of(Some(units))?,
        (false, None) if source.on_demand => {
            return Err(errors::invalid(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode \
                 is PROVISIONED",
            ));
        }
        (false, None) => kept(&source.capacity),
    };
    if given.bounds.is_some() && !on_demand {
        return Err(errors::invalid(
            "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST",
        ));
    }
    capacity.bound(given.bounds.as_ref())?;
    Ok(Billing {
        on_demand,
        was_on_demand: on_demand.then(|| cx.now().as_microsecond()),
        switches: Vec::new(),
        capacity,
    })
}

fn kept(capacity: &Capacity) -> Capacity {
    Capacity {
        reads: capacity.reads,
        writes: capacity.writes,
        ..Capacity::default()
    }
}

/// Those of the source that are wanted: all, unless a list says which.
fn indexes(source: &Table, given: &Overrides, on_demand: bool) -> Result<Vec<Index>, AwsError> {
    let mut wanted = Vec::new();
    let (locals, globals): (Vec<&Index>, Vec<&Index>) = source
        .indexes
        .iter()
        .filter(|index| index.is_kept())
        .partition(|index| index.is_local);
    match &given.local {
        None => wanted.extend(locals.into_iter().cloned()),
        Some(list) => {
            for one in list {
                let asked = parse::local_index(one, &source.attributes, &source.keys)?;
                wanted.push(same(&locals, asked)?);
            }
        }
    }
    match &given.global {
        None => {
            for index in globals {
                let mut index = index.clone();
                index.capacity = of_index(&index, source, on_demand)?;
                wanted.push(index);
            }
        }
        Some(list) => {
            for one in list {
                let given = Given {
                    name: &one.index_name,
                    schema: &one.key_schema,
                    projection: &one.projection,
                    units: one.provisioned_throughput.as_ref(),
                    bounds: one.on_demand_throughput.as_ref(),
                    warm: one.warm_throughput.as_ref(),
                };
                wanted.push(same(&globals, given.index(&source.attributes, on_demand)?)?);
            }
        }
    }
    for index in &mut wanted {
        index.state = State::Active;
    }
    Ok(wanted)
}

/// An index that is asked for must be one of the source's.
fn same(known: &[&Index], asked: Index) -> Result<Index, AwsError> {
    let fits = |index: &&&Index| {
        index.name == asked.name && index.keys == asked.keys && index.projection == asked.projection
    };
    match known.iter().find(fits) {
        Some(index) => Ok(Index {
            number: index.number,
            ..asked
        }),
        None => Err(errors::invalid(format_args!(
            "The index {} does not match an index of the source table",
            asked.name
        ))),
    }
}

fn of_index(index: &Index, source: &Table, on_demand: bool) -> Result<Capacity, AwsError> {
    match (on_demand, source.billing.on_demand) {
        (true, _) => Ok(Capacity::default()),
        (false, false) => Ok(kept(&index.capacity)),
        (false, true) => Err(errors::invalid(format_args!(
            "ProvisionedThroughput must be specified for index: {}",
            index.name
        ))),
    }
}
