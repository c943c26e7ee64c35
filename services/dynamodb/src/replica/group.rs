//! Replicas come and go.

use crate::background;
use crate::limits::{CHANGE, DAY};
use crate::replica::region::{each, find, within};
use crate::replica::row::{Group, Limits, Own, Replica, State};
use crate::replica::{fill, forget, refusals};
use crate::stream::row::View;
use crate::stream::switch;
use crate::table::Found;
use crate::table::create_table::check_quota;
use crate::table::delete_table::check_unread;
use crate::table::kms::TableKey;
use crate::table::row::{self, Change, Class, GLOBAL, Mark, PLACES, TABLES, Table};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

/// What is asked for a new replica.
pub struct Wish {
    pub region: String,
    pub class: Option<String>,
    pub own: Own,
    pub sealed_by: Option<TableKey>,
}

/// Makes the table in the other Region, and has it filled.
pub fn add(cx: &mut Cx, found: &Found, table: &mut Table, wish: &Wish) -> Result<(), AwsError> {
    if find(cx, found, &wish.region)?.is_some() {
        return Err(refusals::exists(&table.name));
    }
    if table.stream.is_none() {
        switch::on(cx, found, table, View::Both)?;
    }
    let (now, home) = (cx.now().as_microsecond(), cx.region().to_owned());
    let new = copy(cx, table, wish);
    let joins = Replica {
        region: wish.region.clone(),
        table: new.id,
        state: State::Creating,
        since: now,
        is_from_here: false,
    };
    let mut others = vec![Replica {
        region: home,
        table: table.id,
        state: State::Active,
        since: now,
        is_from_here: false,
    }];
    for known in table.replicas() {
        others.push(Replica {
            is_from_here: false,
            ..known.clone()
        });
    }
    each(cx, found, |_, _, there| {
        join(there, joins.clone());
        Ok(())
    })?;
    join(
        table,
        Replica {
            is_from_here: true,
            ..joins
        },
    );
    let group = Group {
        replicas: others,
        own: wish.own.clone(),
    };
    within(cx, &wish.region, |cx| make(cx, found, new, group))?;
    forget::begin(cx, found)?;
    fill::begin(cx, found, &wish.region)
}

fn join(table: &mut Table, replica: Replica) {
    let group = table.group.get_or_insert_with(Group::default);
    group.replicas.push(replica);
}

fn copy(cx: &Cx, source: &Table, wish: &Wish) -> Table {
    let mut table = Table {
        class: Class {
            is_infrequent: match wish.class.as_deref() {
                Some(class) => class == "STANDARD_INFREQUENT_ACCESS",
                None => source.class.is_infrequent,
            },
            changed: None,
        },
        sealed_by: wish.sealed_by.clone(),
        ..row::like(cx, source)
    };
    apply_own(&mut table, &wish.own);
    table
}

/// A replica's units of reading as they are where it has none of its own.
pub fn forget_own(table: &mut Table, base: &Table) {
    table.billing.capacity.reads = base.billing.capacity.reads;
    for index in &mut table.indexes {
        if let Some(same) = base.index(&index.name) {
            index.capacity.reads = same.capacity.reads;
        }
    }
}

/// What a replica has of its own goes before what they share.
pub fn apply_own(table: &mut Table, own: &Own) {
    let on_demand = table.billing.on_demand;
    let set = |capacity: &mut crate::table::billing::Capacity, limits: Limits| {
        if let (false, Some(reads)) = (on_demand, limits.reads) {
            capacity.reads = reads;
        }
        if let (true, Some(most)) = (on_demand, limits.most_reads) {
            capacity.most_reads = Some(most);
        }
    };
    set(&mut table.billing.capacity, own.table);
    for index in &mut table.indexes {
        set(&mut index.capacity, own.of_index(&index.name));
    }
}

fn make(cx: &mut Cx, source: &Found, mut table: Table, group: Group) -> Result<(), AwsError> {
    check_quota(cx)?;
    table.group = Some(group);
    table.busy = Some(row::Busy {
        with: Change::Creating,
        until: i64::MAX,
    });
    let mut found = Found {
        address: source.address.clone(),
        table: Arc::new(table.clone()),
    };
    let scope = found.scope(cx);
    TABLES.put(cx.tx, scope, &table.name, &table)?;
    let place = background::place(cx, &found.address);
    PLACES.put(cx.tx, GLOBAL, &place, &Mark {})?;
    let view = source.table.stream.as_ref().map_or(View::Both, |f| f.view);
    switch::on(cx, &found, &mut table, view)?;
    if let Some(ttl) = table.ttl.as_ref().filter(|ttl| ttl.is_on) {
        crate::ttl::expire::switched_on(cx, &found, ttl)?;
    }
    row::put(cx, &found, &table)?;
    found.table = Arc::new(table);
    forget::begin(cx, &found)
}

/// Deletes the table of a replica, from another Region or from its own.
pub fn delete(cx: &mut Cx, found: &Found, table: &mut Table) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    let sourced = |r: &Replica| r.is_from_here && now < r.since + DAY;
    if table.replicas().iter().any(sourced) {
        return Err(refusals::is_source());
    }
    if table.is_protected {
        return Err(refusals::is_protected(&table.name, cx.region()));
    }
    if table.is_regrouping() {
        return Err(refusals::busy());
    }
    check_unread(table)?;
    let home = cx.region().to_owned();
    each(cx, found, |_, _, there| {
        if let Some(replica) = there.replica(&home) {
            replica.state = State::Deleting;
        }
        Ok(())
    })?;
    row::begin(cx, table, Change::Deleting);
    row::put(cx, found, table)?;
    background::remove_at(cx, found, now + CHANGE)
}

/// A replica is gone: the others forget it.
pub fn left(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let home = cx.region().to_owned();
    each(cx, found, |_, _, there| {
        there.leave(&home);
        Ok(())
    })
}
