//! Operations: EnableEnhancedMonitoring, DisableEnhancedMonitoring
//!
//! Which metrics there are of each shard.

use crate::shapes::{
    DisableEnhancedMonitoringInput, EnableEnhancedMonitoringInput, EnhancedMonitoringOutput,
};
use crate::stream::row::{self, named};
use haneul_pipeline::{AwsError, Cx};

const ALL: [&str; 7] = [
    "IncomingBytes",
    "OutgoingRecords",
    "IteratorAgeMilliseconds",
    "IncomingRecords",
    "ReadProvisionedThroughputExceeded",
    "WriteProvisionedThroughputExceeded",
    "OutgoingBytes",
];

pub fn enable_enhanced_monitoring(
    cx: &mut Cx,
    input: EnableEnhancedMonitoringInput,
) -> Result<EnhancedMonitoringOutput, AwsError> {
    let found = row::active(cx, &named!(input))?;
    let mut stream = found.stream.clone();
    let before = stream.metrics.clone();
    for name in spelled_out(&input.shard_level_metrics) {
        if !stream.metrics.contains(&name) {
            stream.metrics.push(name);
        }
    }
    let after = stream.metrics.clone();
    row::put_busy(cx, &found, stream)?;
    Ok(EnhancedMonitoringOutput {
        stream_name: Some(found.address.name.clone()),
        stream_arn: Some(found.arn(cx)),
        current_shard_level_metrics: Some(before),
        desired_shard_level_metrics: Some(after),
    })
}

pub fn disable_enhanced_monitoring(
    cx: &mut Cx,
    input: DisableEnhancedMonitoringInput,
) -> Result<EnhancedMonitoringOutput, AwsError> {
    let found = row::active(cx, &named!(input))?;
    let mut stream = found.stream.clone();
    let before = stream.metrics.clone();
    let names = spelled_out(&input.shard_level_metrics);
    stream.metrics.retain(|name| !names.contains(name));
    let after = stream.metrics.clone();
    row::put_busy(cx, &found, stream)?;
    Ok(EnhancedMonitoringOutput {
        stream_name: Some(found.address.name.clone()),
        stream_arn: Some(found.arn(cx)),
        current_shard_level_metrics: Some(before),
        desired_shard_level_metrics: Some(after),
    })
}

fn spelled_out(names: &[String]) -> Vec<String> {
    match names.iter().any(|name| name == "ALL") {
        true => ALL.map(str::to_owned).to_vec(),
        false => names.to_vec(),
    }
}
