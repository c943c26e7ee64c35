//! Backups as AWS shows them.

use crate::backup::row::Backup;
use crate::index::row::Index;
use crate::shapes::{
    BackupDescription, BackupDetails, BackupSummary, GlobalSecondaryIndexInfo,
    LocalSecondaryIndexInfo, ProvisionedThroughput, SourceTableDetails, SourceTableFeatureDetails,
    StreamSpecification, TimeToLiveDescription,
};
use crate::table::billing::Capacity;
use crate::table::show::{bounds, keys, projection, time};
use haneul_pipeline::Cx;

fn status(backup: &Backup) -> String {
    match backup.is_available {
        true => "AVAILABLE".to_owned(),
        false => "CREATING".to_owned(),
    }
}

fn kind(backup: &Backup) -> String {
    match backup.is_system() {
        true => "SYSTEM".to_owned(),
        false => "USER".to_owned(),
    }
}

pub fn details(cx: &Cx, backup: &Backup) -> BackupDetails {
    BackupDetails {
        backup_arn: Some(backup.arn(cx)),
        backup_name: Some(backup.name.clone()),
        backup_size_bytes: Some(backup.size),
        backup_status: Some(status(backup)),
        backup_type: Some(kind(backup)),
        backup_creation_date_time: Some(time(backup.created)),
        backup_expiry_date_time: backup.expires.map(time),
    }
}

pub fn summary(cx: &Cx, backup: &Backup) -> BackupSummary {
    let table = &backup.table;
    BackupSummary {
        table_name: Some(table.name.clone()),
        table_id: Some(table.shown_id.clone()),
        table_arn: Some(cx.arn("dynamodb", &format!("table/{}", table.name))),
        backup_arn: Some(backup.arn(cx)),
        backup_name: Some(backup.name.clone()),
        backup_creation_date_time: Some(time(backup.created)),
        backup_expiry_date_time: backup.expires.map(time),
        backup_status: Some(status(backup)),
        backup_type: Some(kind(backup)),
        backup_size_bytes: Some(backup.size),
    }
}

pub fn description(cx: &Cx, backup: &Backup) -> BackupDescription {
    let table = &backup.table;
    BackupDescription {
        backup_details: Some(details(cx, backup)),
        source_table_details: Some(SourceTableDetails {
            table_name: Some(table.name.clone()),
            table_id: Some(table.shown_id.clone()),
            table_arn: Some(cx.arn("dynamodb", &format!("table/{}", table.name))),
            table_size_bytes: Some(backup.bytes),
            key_schema: Some(keys(&table.keys)),
            table_creation_date_time: Some(time(table.created)),
            provisioned_throughput: Some(units(&table.billing.capacity)),
            on_demand_throughput: bounds(&table.billing.capacity),
            item_count: Some(backup.items),
            billing_mode: Some(match table.billing.on_demand {
                true => "PAY_PER_REQUEST".to_owned(),
                false => "PROVISIONED".to_owned(),
            }),
        }),
        source_table_feature_details: Some(features(backup)),
    }
}

fn units(capacity: &Capacity) -> ProvisionedThroughput {
    ProvisionedThroughput {
        read_capacity_units: capacity.reads,
        write_capacity_units: capacity.writes,
    }
}

fn features(backup: &Backup) -> SourceTableFeatureDetails {
    let indexes = backup.table.indexes.iter();
    let (local, global): (Vec<&Index>, Vec<&Index>) = indexes.partition(|index| index.is_local);
    let local: Vec<_> = local.into_iter().map(local_index).collect();
    let global: Vec<_> = global.into_iter().map(global_index).collect();
    SourceTableFeatureDetails {
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
        stream_description: backup
            .table
            .stream
            .as_ref()
            .map(|feed| StreamSpecification {
                stream_enabled: true,
                stream_view_type: Some(feed.view.name().to_owned()),
            }),
        time_to_live_description: backup.table.ttl.as_ref().map(|ttl| TimeToLiveDescription {
            time_to_live_status: Some(ttl.status(backup.created).to_owned()),
            attribute_name: ttl.is_on.then(|| ttl.attribute.clone()),
        }),
        ..SourceTableFeatureDetails::default()
    }
}

fn local_index(index: &Index) -> LocalSecondaryIndexInfo {
    LocalSecondaryIndexInfo {
        index_name: Some(index.name.clone()),
        key_schema: Some(keys(&index.keys)),
        projection: Some(projection(&index.projection)),
    }
}

fn global_index(index: &Index) -> GlobalSecondaryIndexInfo {
    GlobalSecondaryIndexInfo {
        index_name: Some(index.name.clone()),
        key_schema: Some(keys(&index.keys)),
        projection: Some(projection(&index.projection)),
        provisioned_throughput: Some(units(&index.capacity)),
        on_demand_throughput: bounds(&index.capacity),
    }
}
