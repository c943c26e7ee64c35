//! What UpdateTable says of replicas.

use crate::errors;
use crate::limits::CHANGE;
use crate::replica::group::{self, Wish};
use crate::replica::refusals;
use crate::replica::region::within;
use crate::replica::row::{Limits, Own, State};
use crate::shapes::{
    CreateReplicationGroupMemberAction, ReplicaGlobalSecondaryIndex, ReplicationGroupUpdate,
    UpdateReplicationGroupMemberAction, UpdateTableInput,
};
use crate::table::Found;
use crate::table::kms;
use crate::table::row::{self, Table};
use haneul_blob::Region;
use haneul_pipeline::{AwsError, Cx, Scaled};

/// Whether a replica is asked for.
pub fn adds(input: &UpdateTableInput) -> bool {
    let mut updates = input.replica_updates.iter().flatten();
    updates.any(|update| update.create.is_some())
}

/// What can be told without a look at the table.
pub fn check(input: &UpdateTableInput) -> Result<(), AwsError> {
    let Some(updates) = &input.replica_updates else {
        return Ok(());
    };
    let alone = UpdateTableInput {
        table_name: input.table_name.clone(),
        replica_updates: input.replica_updates.clone(),
        multi_region_consistency: input.multi_region_consistency.clone(),
        ..UpdateTableInput::default()
    };
    if *input != alone {
        return Err(refusals::not_alone());
    }
    let mut named: Vec<&str> = Vec::new();
    for update in updates {
        let kinds = [
            update.create.as_ref().map(|create| &*create.region_name),
            update.delete.as_ref().map(|delete| &*delete.region_name),
            update.update.as_ref().map(|_| ""),
        ];
        if update.disassociate.is_some() {
            return Err(AwsError::not_implemented(
                "replicas that become tables of their own",
            ));
        }
        let mut kinds = kinds.into_iter().flatten();
        match (kinds.next(), kinds.next()) {
            (None, _) => return Err(refusals::no_action()),
            (Some(_), Some(_)) => return Err(refusals::several_kinds()),
            (Some(region), None) if !region.is_empty() && !named.contains(&region) => {
                named.push(region);
            }
            _ => {}
        }
    }
    match named.len() > 1 {
        true => Err(refusals::several()),
        false => Ok(()),
    }
}

pub fn apply(
    cx: &mut Cx,
    found: &Found,
    table: &mut Table,
    updates: &[ReplicationGroupUpdate],
) -> Result<(), AwsError> {
    if table.is_regrouping() {
        return Err(refusals::busy());
    }
    for update in updates {
        // The same asked for twice is done once.
        if table.is_regrouping() {
            break;
        }
        if let Some(create) = &update.create {
            add(cx, found, table, create)?;
        }
        if let Some(delete) = &update.delete {
            remove(cx, found, table, &delete.region_name)?;
        }
        if let Some(update) = &update.update {
            change(cx, found, table, update)?;
        }
    }
    Ok(())
}

fn add(
    cx: &mut Cx,
    found: &Found,
    table: &mut Table,
    create: &CreateReplicationGroupMemberAction,
) -> Result<(), AwsError> {
    check_region(cx, &create.region_name)?;
    if !table.billing.on_demand {
        check_scaled(cx, found)?;
    }
    let mut own = Own::default();
    let reads = create.provisioned_throughput_override.as_ref();
    let most = create.on_demand_throughput_override.as_ref();
    own.table = Limits {
        reads: reads.and_then(|given| given.read_capacity_units),
        most_reads: most.and_then(|given| given.max_read_request_units),
    };
    for index in create.global_secondary_indexes.iter().flatten() {
        *own.index(&index.index_name) = limits(index);
    }
    let place = (table.sealed_by.as_ref(), create.region_name.as_str());
    let given = create.kms_master_key_id.as_deref();
    let wish = Wish {
        sealed_by: kms::of_replica(cx, &found.address, place, given)?,
        region: create.region_name.clone(),
        class: create.table_class_override.clone(),
        own,
    };
    group::add(cx, found, table, &wish)
}

fn limits(index: &ReplicaGlobalSecondaryIndex) -> Limits {
    let reads = index.provisioned_throughput_override.as_ref();
    let most = index.on_demand_throughput_override.as_ref();
    Limits {
        reads: reads.and_then(|given| given.read_capacity_units),
        most_reads: most.and_then(|given| given.max_read_request_units),
    }
}

fn check_region(cx: &Cx, region: &str) -> Result<(), AwsError> {
    if region == cx.region() {
        return Err(refusals::local());
    }
    match Region::all().any(|known| known.name() == region) {
        true => Ok(()),
        false => Err(refusals::no_region(region)),
    }
}

/// Writes come from everywhere: what a provisioned replica takes must follow them.
fn check_scaled(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let (scope, table) = (found.scope(cx), &found.table);
    let mut is_scaled = |resource: &str, dimension: &str| {
        let scaled = Scaled {
            service: "dynamodb",
            resource,
            dimension,
        };
        cx.cloud.is_scaled(cx.tx, scope, scaled)
    };
    let resource = format!("table/{}", table.name);
    if !is_scaled(&resource, "dynamodb:table:WriteCapacityUnits")? {
        return Err(refusals::needs_scaling(false));
    }
    for index in table.indexes.iter().filter(|index| !index.is_local) {
        let resource = format!("{resource}/index/{}", index.name);
        if !is_scaled(&resource, "dynamodb:index:WriteCapacityUnits")? {
            return Err(refusals::needs_scaling(true));
        }
    }
    Ok(())
}

fn check_member(table: &Table, region: &str) -> Result<(), AwsError> {
    match table.replicas().iter().any(|r| r.region == region) {
        true => Ok(()),
        false => Err(refusals::no_member(region)),
    }
}

fn remove(cx: &mut Cx, found: &Found, table: &mut Table, region: &str) -> Result<(), AwsError> {
    check_region(cx, region)?;
    check_member(table, region)?;
    within(cx, region, |cx| {
        let there = row::find(cx, &found.address)?.ok_or_else(refusals::busy)?;
        group::delete(cx, &there, &mut Table::clone(&there.table))
    })?;
    // All of them say so by now, and the caller writes this one's row.
    if let Some(replica) = table.replica(region) {
        replica.state = State::Deleting;
    }
    Ok(())
}

fn change(
    cx: &mut Cx,
    found: &Found,
    table: &mut Table,
    update: &UpdateReplicationGroupMemberAction,
) -> Result<(), AwsError> {
    let is_nothing = update.provisioned_throughput_override.is_none()
        && update.on_demand_throughput_override.is_none()
        && update.global_secondary_indexes.is_none()
        && update.table_class_override.is_none();
    if update.kms_master_key_id.is_some() {
        return Err(AwsError::not_implemented("another key for a replica"));
    }
    if is_nothing {
        return Err(refusals::no_action());
    }
    let region = &*update.region_name;
    if region != cx.region() {
        check_member(table, region)?;
    }
    check_billing(table, update)?;
    let now = cx.now().as_microsecond();
    if region == cx.region() {
        return set(table, None, update, now);
    }
    let base = Table::clone(table);
    within(cx, region, |cx| {
        let there = row::find(cx, &found.address)?.ok_or_else(refusals::busy)?;
        let mut theirs = Table::clone(&there.table);
        set(&mut theirs, Some(&base), update, now)?;
        row::begin(cx, &mut theirs, row::Change::Updating);
        row::put(cx, &there, &theirs)
    })?;
    if let Some(replica) = table.replica(region) {
        replica.state = State::Updating {
            until: now + CHANGE,
        };
    }
    Ok(())
}

fn check_billing(
    table: &Table,
    update: &UpdateReplicationGroupMemberAction,
) -> Result<(), AwsError> {
    let on_demand = table.billing.on_demand;
    if on_demand && update.provisioned_throughput_override.is_some() {
        return Err(errors::validation(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is \
             PAY_PER_REQUEST",
        ));
    }
    if !on_demand && update.on_demand_throughput_override.is_some() {
        return Err(errors::validation(
            "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table \
             BillingMode is PROVISIONED",
        ));
    }
    Ok(())
}

/// What is the same as in the base is nothing of its own.
fn set(
    table: &mut Table,
    base: Option<&Table>,
    update: &UpdateReplicationGroupMemberAction,
    now: i64,
) -> Result<(), AwsError> {
    if let Some(class) = &update.table_class_override {
        table.class.is_infrequent = class == "STANDARD_INFREQUENT_ACCESS";
        table.class.changed = Some(now);
    }
    let mut own = table.group.take().unwrap_or_default();
    let base_capacity = base.map(|base| &base.billing.capacity);
    if let Some(given) = &update.provisioned_throughput_override {
        let units = given.read_capacity_units;
        own.own.table.reads = units.filter(|_| base_capacity.map(|c| c.reads) != units);
        table.billing.capacity.reads = units.unwrap_or(table.billing.capacity.reads);
    }
    if let Some(given) = &update.on_demand_throughput_override {
        let units = given.max_read_request_units.filter(|units| *units > 0);
        own.own.table.most_reads =
            units.filter(|_| base_capacity.map(|c| c.most_reads) != Some(units));
        table.billing.capacity.most_reads = units;
    }
    for index in update.global_secondary_indexes.iter().flatten() {
        if table.index(&index.index_name).is_none() {
            return Err(errors::no_index(&index.index_name));
        }
        *own.own.index(&index.index_name) = limits(index);
    }
    let kept = own.own.clone();
    table.group = Some(own);
    group::apply_own(table, &kept);
    Ok(())
}
