//! Tables as AWS shows them.

use crate::background::stats::Stats;
use crate::backup::target::RESTORED;
use crate::index::row::{Index, Projection, State};
use crate::replica;
use crate::shapes::{
    AttributeDefinition, BillingModeSummary, GlobalSecondaryIndexDescription,
    GlobalSecondaryIndexWarmThroughputDescription, KeySchemaElement,
    LocalSecondaryIndexDescription, OnDemandThroughput, Projection as ShownProjection,
    ProvisionedThroughputDescription, RestoreSummary, StreamSpecification, TableClassSummary,
    TableDescription, TableWarmThroughputDescription,
};
use crate::table::Found;
use crate::table::billing::Capacity;
use crate::table::kms;
use crate::table::row::{Change, Keys, Table};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or_default()
}

pub fn table(cx: &mut Cx, found: &Found) -> Result<TableDescription, AwsError> {
    let stats = crate::background::stats::of(cx, found)?;
    let table = found.table.as_ref();
    let now = cx.now().as_microsecond();
    let arn = found.arn(cx);
    let being_made = table.change(now) == Some(Change::Creating);
    let local = table.indexes.iter().filter(|index| index.is_local);
    let local: Vec<_> = local
        .map(|index| local_index(index, &arn, &stats))
        .collect();
    let global = table.indexes.iter().filter(|index| !index.is_local);
    let global: Vec<_> = global
        .map(|index| global_index(table, index, &arn, &stats, being_made, now))
        .collect();
    let (reads, writes) = table.billing.capacity.ready_for(table.billing.on_demand);
    let replicas = replica::show::replicas(cx, found)?;
    let has_replicas = replicas.is_some();
    Ok(TableDescription {
        attribute_definitions: Some(attributes(table)),
        table_name: Some(table.name.clone()),
        key_schema: Some(keys(&table.keys)),
        table_status: Some(table.status(now).to_owned()),
        creation_date_time: Some(time(table.created)),
        provisioned_throughput: Some(throughput(&table.billing.capacity, now)),
        table_size_bytes: Some(stats.bytes),
        item_count: Some(stats.items),
        stream_specification: table.stream.as_ref().map(|feed| StreamSpecification {
            stream_enabled: true,
            stream_view_type: Some(feed.view.name().to_owned()),
        }),
        latest_stream_label: table.latest_stream.clone(),
        latest_stream_arn: table
            .latest_stream
            .as_ref()
            .map(|l| format!("{arn}/stream/{l}")),
        table_arn: Some(arn),
        table_id: Some(table.shown_id.clone()),
        billing_mode_summary: billing(table),
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
        restore_summary: restored(cx, found)?,
        table_class_summary: class(table),
        deletion_protection_enabled: Some(table.is_protected),
        on_demand_throughput: bounds(&table.billing.capacity),
        warm_throughput: Some(TableWarmThroughputDescription {
            read_units_per_second: Some(reads),
            write_units_per_second: Some(writes),
            status: Some(match table.change(now) {
                Some(Change::Updating | Change::Creating) => "UPDATING".to_owned(),
                _ => "ACTIVE".to_owned(),
            }),
        }),
        sse_description: kms::shown(found),
        global_table_version: has_replicas.then(|| "2019.11.21".to_owned()),
        global_table_settings_replication_mode: has_replicas
            .then(|| "ENABLED_WITH_OVERRIDES".to_owned()),
        replicas,
        ..TableDescription::default()
    })
}

pub fn attributes(table: &Table) -> Vec<AttributeDefinition> {
    let shown = table
        .attributes
        .iter()
        .map(|attribute| AttributeDefinition {
            attribute_name: attribute.name.clone(),
            attribute_type: attribute.kind.name().to_owned(),
        });
    shown.collect()
}

pub fn keys(keys: &Keys) -> Vec<KeySchemaElement> {
    let hashes = keys.hashes().map(|key| (key, "HASH"));
    let ranges = keys.ranges().map(|key| (key, "RANGE"));
    let shown = hashes.chain(ranges).map(|(key, kind)| KeySchemaElement {
        attribute_name: key.name.clone(),
        key_type: kind.to_owned(),
    });
    shown.collect()
}

fn throughput(capacity: &Capacity, now: i64) -> ProvisionedThroughputDescription {
    ProvisionedThroughputDescription {
        last_increase_date_time: capacity.increased.map(time),
        last_decrease_date_time: capacity.decreases.last().copied().map(time),
        number_of_decreases_today: Some(capacity.decreases_on(now)),
        read_capacity_units: Some(capacity.reads),
        write_capacity_units: Some(capacity.writes),
    }
}

/// Tables that were always provisioned do not say so.
fn billing(table: &Table) -> Option<BillingModeSummary> {
    let since = table.billing.was_on_demand?;
    Some(BillingModeSummary {
        billing_mode: Some(match table.billing.on_demand {
            true => "PAY_PER_REQUEST".to_owned(),
            false => "PROVISIONED".to_owned(),
        }),
        last_update_to_pay_per_request_date_time: Some(time(since)),
    })
}

/// Where it comes from, if it was restored.
fn restored(cx: &mut Cx, found: &Found) -> Result<Option<RestoreSummary>, AwsError> {
    let scope = found.scope(cx);
    let restored = RESTORED.get_untracked(cx.tx, scope, &found.table.id)?;
    Ok(restored.map(|restored| RestoreSummary {
        source_backup_arn: restored.backup,
        source_table_arn: Some(restored.table),
        restore_date_time: Some(time(restored.at)),
        restore_in_progress: Some(restored.is_under_way),
    }))
}

/// A table that was always of the standard class does not say so.
pub fn class(table: &Table) -> Option<TableClassSummary> {
    let class = &table.class;
    if !class.is_infrequent && class.changed.is_none() {
        return None;
    }
    Some(TableClassSummary {
        table_class: Some(match class.is_infrequent {
            true => "STANDARD_INFREQUENT_ACCESS".to_owned(),
            false => "STANDARD".to_owned(),
        }),
        last_update_date_time: class.changed.map(time),
    })
}

pub fn bounds(capacity: &Capacity) -> Option<OnDemandThroughput> {
    let (reads, writes) = (capacity.most_reads, capacity.most_writes);
    (reads.is_some() || writes.is_some()).then_some(OnDemandThroughput {
        max_read_request_units: Some(reads.unwrap_or(-1)),
        max_write_request_units: Some(writes.unwrap_or(-1)),
    })
}

pub fn projection(projection: &Projection) -> ShownProjection {
    let (kind, names) = match projection {
        Projection::All => ("ALL", None),
        Projection::Keys => ("KEYS_ONLY", None),
        Projection::Include(names) => ("INCLUDE", Some(names.clone())),
    };
    ShownProjection {
        projection_type: Some(kind.to_owned()),
        non_key_attributes: names,
    }
}

fn local_index(index: &Index, arn: &str, stats: &Stats) -> LocalSecondaryIndexDescription {
    let (items, bytes) = stats.of_index(index.number);
    LocalSecondaryIndexDescription {
        index_name: Some(index.name.clone()),
        key_schema: Some(keys(&index.keys)),
        projection: Some(projection(&index.projection)),
        index_size_bytes: Some(bytes),
        item_count: Some(items),
        index_arn: Some(format!("{arn}/index/{}", index.name)),
    }
}

fn global_index(
    table: &Table,
    index: &Index,
    arn: &str,
    stats: &Stats,
    being_made: bool,
    now: i64,
) -> GlobalSecondaryIndexDescription {
    let (items, bytes) = stats.of_index(index.number);
    let (reads, writes) = index.capacity.ready_for(table.billing.on_demand);
    let status = match being_made {
        true => "CREATING",
        false => index.status(now),
    };
    GlobalSecondaryIndexDescription {
        index_name: Some(index.name.clone()),
        key_schema: Some(keys(&index.keys)),
        projection: Some(projection(&index.projection)),
        index_status: Some(status.to_owned()),
        backfilling: match index.state {
            State::Filling { since } => Some(now >= since),
            _ => None,
        },
        provisioned_throughput: Some(throughput(&index.capacity, now)),
        index_size_bytes: Some(bytes),
        item_count: Some(items),
        index_arn: Some(format!("{arn}/index/{}", index.name)),
        on_demand_throughput: bounds(&index.capacity),
        warm_throughput: Some(GlobalSecondaryIndexWarmThroughputDescription {
            read_units_per_second: Some(reads),
            write_units_per_second: Some(writes),
            status: Some(status.to_owned()),
        }),
    }
}
