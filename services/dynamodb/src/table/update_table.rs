//! UpdateTable: capacity, indexes, class, protection. Items are read and written meanwhile.

use crate::background;
use crate::errors;
use crate::index::row::{Index, State};
use crate::limits::CHANGE;
use crate::replica;
use crate::shapes::{
    CreateGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate, UpdateGlobalSecondaryIndexAction,
    UpdateTableInput, UpdateTableOutput,
};
use crate::stream::switch;
use crate::table::kms;
use crate::table::parse::{self, Given};
use crate::table::row::{self, Change, Found, Table};
use crate::table::show;
use haneul_pipeline::{AwsError, Cx, Edge};
use std::sync::Arc;

pub async fn run(edge: Edge, input: UpdateTableInput) -> Result<UpdateTableOutput, AwsError> {
    if replica::update::adds(&input) {
        edge.read(|cx| replica::update::check(&input).and_then(|()| found(cx, &input).map(drop)))?;
        let (principal, role) = (replica::send::PRINCIPAL, replica::send::ROLE);
        edge.make_service_role(principal, role).await?;
    }
    edge.answer(|cx| update(cx, &input)).await
}

/// The table, if it may be changed so.
fn found(cx: &mut Cx, input: &UpdateTableInput) -> Result<Found, AwsError> {
    let found = row::idle(cx, &input.table_name)?;
    check_free(cx, &found, input)?;
    Ok(found)
}

fn update(cx: &mut Cx, input: &UpdateTableInput) -> Result<UpdateTableOutput, AwsError> {
    replica::update::check(input)?;
    refuse_unknown(input)?;
    check_asked(input)?;
    let mut found = found(cx, input)?;
    let mut table = found.table.as_ref().clone();
    if input.sse_specification.is_some() {
        if table.group.is_some() {
            return Err(AwsError::not_implemented(
                "another key for a table that has replicas",
            ));
        }
        table.sealed_by = kms::asked(cx, &found.address, input.sse_specification.as_ref())?;
    }
    if let Some(updates) = &input.replica_updates {
        replica::update::apply(cx, &found, &mut table, updates)?;
    }
    let before = found.table.clone();
    shared(cx, &found, &mut table, input)?;
    let own = |cx: &mut Cx, there: &Found, table: &mut Table| {
        replica::group::forget_own(table, &before);
        shared(cx, there, table, input)?;
        let own = table.group.as_ref().map(|group| group.own.clone());
        replica::group::apply_own(table, &own.unwrap_or_default());
        Ok(())
    };
    if is_shared(input) {
        replica::region::each(cx, &found, own)?;
    }
    if let Some(stream) = &input.stream_specification {
        switch::change(cx, &found, &mut table, stream)?;
    }
    if let Some(protected) = input.deletion_protection_enabled {
        table.is_protected = protected;
    }
    // Protection alone takes no time.
    if !is_protection_alone(input) {
        row::begin(cx, &mut table, Change::Updating);
    }
    row::put(cx, &found, &table)?;
    found.table = Arc::new(table);
    Ok(UpdateTableOutput {
        table_description: Some(show::table(cx, &found)?),
    })
}

/// What all replicas of a table have in common.
fn shared(
    cx: &mut Cx,
    found: &Found,
    table: &mut Table,
    input: &UpdateTableInput,
) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    billing(table, input, now)?;
    indexes(cx, found, table, input)?;
    if let Some(class) = &input.table_class {
        table.class.is_infrequent = class == "STANDARD_INFREQUENT_ACCESS";
        table.class.changed = Some(now);
    }
    Ok(())
}

fn is_shared(input: &UpdateTableInput) -> bool {
    input.billing_mode.is_some()
        || input.provisioned_throughput.is_some()
        || input.on_demand_throughput.is_some()
        || input.warm_throughput.is_some()
        || input.global_secondary_index_updates.is_some()
        || input.table_class.is_some()
}

fn refuse_unknown(input: &UpdateTableInput) -> Result<(), AwsError> {
    let refused = [
        (
            input.global_table_settings_replication_mode.is_some()
                || input.disassociation_protection_enabled.is_some(),
            "global tables of several accounts",
        ),
        (
            input.multi_region_consistency.as_deref() == Some("STRONG")
                || input.global_table_witness_updates.is_some(),
            "global tables with strong consistency over several Regions",
        ),
        (input.vector_index_updates.is_some(), "vector indexes"),
    ];
    match refused.iter().find(|(is_asked, _)| *is_asked) {
        Some((_, what)) => Err(AwsError::not_implemented(what)),
        None => Ok(()),
    }
}

fn check_asked(input: &UpdateTableInput) -> Result<(), AwsError> {
    let asked = input.billing_mode.is_some()
        || input.provisioned_throughput.is_some()
        || input
            .global_secondary_index_updates
            .as_ref()
            .is_some_and(|all| !all.is_empty())
        || input.sse_specification.is_some()
        || input.table_class.is_some()
        || input.deletion_protection_enabled.is_some()
        || input.on_demand_throughput.is_some()
        || input.warm_throughput.is_some()
        || input.stream_specification.is_some()
        || input.replica_updates.is_some();
    match asked {
        true => Ok(()),
        false => Err(errors::validation(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
             GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
        )),
    }
}

fn is_protection_alone(input: &UpdateTableInput) -> bool {
    *input
        == UpdateTableInput {
            table_name: input.table_name.clone(),
            deletion_protection_enabled: input.deletion_protection_enabled,
            ..UpdateTableInput::default()
        }
}

/// While an index is made or removed nothing else is changed, but an index that is being made may
/// be given up.
fn check_free(cx: &Cx, found: &Found, input: &UpdateTableInput) -> Result<(), AwsError> {
    let table = &found.table;
    if table.is_regrouping() && input.stream_specification.is_none() {
        return Err(replica::refusals::busy());
    }
    if table.status(cx.now().as_microsecond()) == "ACTIVE" {
        return Ok(());
    }
    let updates = input
        .global_secondary_index_updates
        .as_deref()
        .unwrap_or_default();
    let gives_up = |update: &GlobalSecondaryIndexUpdate| {
        let named = update
            .delete
            .as_ref()
            .and_then(|d| table.index(&d.index_name));
        named.is_some_and(|index| matches!(index.state, State::Filling { .. }))
    };
    match !updates.is_empty() && updates.iter().all(gives_up) {
        true => Ok(()),
        false => Err(errors::still_in_use(format_args!(
            "Table is being updated: {}",
            table.name
        ))),
    }
}

fn billing(table: &mut Table, input: &UpdateTableInput, now: i64) -> Result<(), AwsError> {
    let was = table.billing.on_demand;
    let on_demand = match input.billing_mode.as_deref() {
        Some(mode) => mode == "PAY_PER_REQUEST",
        None => was,
    };
    let units = input.provisioned_throughput.as_ref();
    match (on_demand, was, units) {
        (true, _, Some(_)) => {
            return Err(errors::invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode \
                 is PAY_PER_REQUEST",
            ));
        }
        (false, true, None) => {
            return Err(errors::invalid(
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
            ));
        }
        (true, false, None) => to_on_demand(table, now)?,
        (false, was, Some(units)) => {
            table.billing.on_demand = false;
            let capacity = &mut table.billing.capacity;
            if was {
                (capacity.most_reads, capacity.most_writes) = (None, None);
            }
            capacity.change(units, "", now)?;
            if was {
                check_given_units(table, input)?;
            }
        }
        _ => {}
    }
    if input.on_demand_throughput.is_some() && !on_demand {
        return Err(errors::invalid(
            "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST",
        ));
    }
    let capacity = &mut table.billing.capacity;
    capacity.bound(input.on_demand_throughput.as_ref())?;
    capacity.warm(input.warm_throughput.as_ref(), on_demand)
}

fn to_on_demand(table: &mut Table, now: i64) -> Result<(), AwsError> {
    table.billing.make_on_demand(now)?;
    let capacities = table.indexes.iter_mut().map(|index| &mut index.capacity);
    for capacity in capacities.chain([&mut table.billing.capacity]) {
        (capacity.reads, capacity.writes) = (0, 0);
    }
    Ok(())
}

/// A table that is provisioned from now on needs to be told the capacity of each index.
fn check_given_units(table: &Table, input: &UpdateTableInput) -> Result<(), AwsError> {
    let updates = input
        .global_secondary_index_updates
        .as_deref()
        .unwrap_or_default();
    let is_given = |index: &&Index| {
        updates
            .iter()
            .filter_map(|update| update.update.as_ref())
            .any(|update| {
                update.index_name == index.name && update.provisioned_throughput.is_some()
            })
    };
    let mut global = table.indexes.iter().filter(|index| !index.is_local);
    match global.find(|index| !is_given(index)) {
        Some(index) => Err(errors::invalid(format_args!(
            "ProvisionedThroughput must be specified for index: {}",
            index.name
        ))),
        None => Ok(()),
    }
}

fn indexes(
    cx: &mut Cx,
    found: &Found,
    table: &mut Table,
    input: &UpdateTableInput,
) -> Result<(), AwsError> {
    let updates = input
        .global_secondary_index_updates
        .as_deref()
        .unwrap_or_default();
    let changed =
        |update: &&GlobalSecondaryIndexUpdate| update.create.is_some() || update.delete.is_some();
    if updates.iter().filter(changed).count() > 1 {
        return Err(errors::limit(
            "Subscriber limit exceeded: Only 1 online index can be created or deleted \
             simultaneously per table",
        ));
    }
    for update in updates {
        match (&update.create, &update.update, &update.delete) {
            (Some(create), None, None) => make(cx, found, table, create, input)?,
            (None, Some(update), None) => resize(cx, table, update)?,
            (None, None, Some(delete)) => give_up(cx, found, table, &delete.index_name)?,
            _ => {
                return Err(errors::invalid(
                    "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
                     GlobalSecondaryIndexUpdate.Delete must not be null",
                ));
            }
        }
    }
    Ok(())
}

fn make(
    cx: &mut Cx,
    found: &Found,
    table: &mut Table,
    create: &CreateGlobalSecondaryIndexAction,
    input: &UpdateTableInput,
) -> Result<(), AwsError> {
    if table.index(&create.index_name).is_some() {
        return Err(errors::still_in_use(format_args!(
            "Index already exists: {}",
            create.index_name
        )));
    }
    define(table, input)?;
    let given = Given {
        name: &create.index_name,
        schema: &create.key_schema,
        projection: &create.projection,
        units: create.provisioned_throughput.as_ref(),
        bounds: create.on_demand_throughput.as_ref(),
        warm: create.warm_throughput.as_ref(),
    };
    let mut index = given.index(&table.attributes, table.billing.on_demand)?;
    index.number = table.next_index;
    index.state = State::Filling {
        since: cx.now().as_microsecond(),
    };
    table.next_index += 1;
    background::fill(cx, found, index.number)?;
    table.indexes.push(index);
    parse::check_count(table.indexes.iter().filter(|index| !index.is_local).count())?;
    parse::check_projected(&table.indexes)?;
    parse::check_used(&table.attributes, &table.keys, &table.indexes)
}

/// Attributes that the new index needs; those that are known must be the same.
fn define(table: &mut Table, input: &UpdateTableInput) -> Result<(), AwsError> {
    let given = input.attribute_definitions.as_deref().unwrap_or_default();
    for attribute in parse::attributes(given)? {
        match table.kind_of(&attribute.name) {
            None => table.attributes.push(attribute),
            Some(kind) if kind == attribute.kind => {}
            Some(_) => {
                return Err(errors::invalid(format_args!(
                    "Attribute types of existing keys cannot be changed: {}",
                    attribute.name
                )));
            }
        }
    }
    Ok(())
}

fn at<'t>(table: &'t mut Table, name: &str) -> Result<&'t mut Index, AwsError> {
    let mut global = table.indexes.iter_mut().filter(|index| !index.is_local);
    let named = global.find(|index| index.name == name);
    named.ok_or_else(|| {
        errors::missing(format!(
            "Requested resource not found: Index: {name} not found"
        ))
    })
}

fn resize(
    cx: &Cx,
    table: &mut Table,
    update: &UpdateGlobalSecondaryIndexAction,
) -> Result<(), AwsError> {
    let on_demand = table.billing.on_demand;
    let now = cx.now().as_microsecond();
    let index = at(table, &update.index_name)?;
    match &update.provisioned_throughput {
        Some(_) if on_demand => {
            return Err(errors::invalid(format_args!(
                "ProvisionedThroughput should not be specified for index: {} when BillingMode is \
                 PAY_PER_REQUEST",
                index.name
            )));
        }
        Some(units) => index.capacity.change(units, &index.name.clone(), now)?,
        None => {}
    }
    index.capacity.bound(update.on_demand_throughput.as_ref())?;
    index
        .capacity
        .warm(update.warm_throughput.as_ref(), on_demand)?;
    index.state = State::Updating {
        until: now + CHANGE,
    };
    Ok(())
}

fn give_up(cx: &mut Cx, found: &Found, table: &mut Table, name: &str) -> Result<(), AwsError> {
    let index = at(table, name)?;
    if index.state == State::Deleting {
        return Err(errors::still_in_use(format_args!(
            "Index is being deleted: {name}"
        )));
    }
    index.state = State::Deleting;
    let number = index.number;
    background::drop_index(cx, found, number)
}
