//! Replicas as AWS shows them: never the table's own Region.

use crate::replica::region::find;
use crate::replica::row::Limits;
use crate::shapes::{
    OnDemandThroughputOverride, ProvisionedThroughputOverride, ReplicaDescription,
    ReplicaGlobalSecondaryIndexDescription,
};
use crate::table::Found;
use crate::table::show;
use haneul_pipeline::{AwsError, Cx};

pub fn replicas(cx: &mut Cx, found: &Found) -> Result<Option<Vec<ReplicaDescription>>, AwsError> {
    if !found.table.has_replicas() {
        return Ok(None);
    }
    let now = cx.now().as_microsecond();
    let mut shown = Vec::new();
    for replica in found.table.replicas() {
        let there = find(cx, found, &replica.region)?;
        let own = there.as_ref().and_then(|table| table.group.as_ref());
        let own = own.map(|group| group.own.clone()).unwrap_or_default();
        let indexes = found.table.indexes.iter().filter(|i| !i.is_local);
        let indexes = indexes.map(|index| ReplicaGlobalSecondaryIndexDescription {
            index_name: Some(index.name.clone()),
            provisioned_throughput_override: reads(own.of_index(&index.name)),
            on_demand_throughput_override: most_reads(own.of_index(&index.name)),
            ..ReplicaGlobalSecondaryIndexDescription::default()
        });
        let indexes: Vec<_> = indexes.collect();
        shown.push(ReplicaDescription {
            region_name: Some(replica.region.clone()),
            replica_status: Some(replica.status(now).to_owned()),
            kms_master_key_id: there
                .as_ref()
                .and_then(|table| Some(table.sealed_by.as_ref()?.arn().to_owned())),
            provisioned_throughput_override: reads(own.table),
            on_demand_throughput_override: most_reads(own.table),
            global_secondary_indexes: (!indexes.is_empty()).then_some(indexes),
            replica_table_class_summary: there.as_ref().and_then(|table| show::class(table)),
            ..ReplicaDescription::default()
        });
    }
    Ok(Some(shown))
}

fn reads(limits: Limits) -> Option<ProvisionedThroughputOverride> {
    limits.reads.map(|units| ProvisionedThroughputOverride {
        read_capacity_units: Some(units),
    })
}

fn most_reads(limits: Limits) -> Option<OnDemandThroughputOverride> {
    limits.most_reads.map(|units| OnDemandThroughputOverride {
        max_read_request_units: Some(units),
    })
}
