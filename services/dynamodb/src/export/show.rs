//! Exports as AWS shows them.

use crate::export::destination::manifest;
use crate::export::row::{Export, Kind};
use crate::shapes::{ExportDescription, ExportSummary, IncrementalExportSpecification};
use crate::table::show::time;
use haneul_pipeline::Cx;

pub fn kind(export: &Export) -> String {
    match export.is_full() {
        true => "FULL_EXPORT".to_owned(),
        false => "INCREMENTAL_EXPORT".to_owned(),
    }
}

pub fn summary(cx: &Cx, export: &Export) -> ExportSummary {
    ExportSummary {
        export_arn: Some(export.arn(cx)),
        export_status: Some(export.status().to_owned()),
        export_type: Some(kind(export)),
    }
}

pub fn description(cx: &Cx, export: &Export) -> ExportDescription {
    let done = export.status() == "COMPLETED";
    let (at, increment) = match export.kind {
        Kind::Full { at } => (Some(time(at)), None),
        Kind::Incremental { from, to, both } => {
            let increment = IncrementalExportSpecification {
                export_from_time: Some(time(from)),
                export_to_time: Some(time(to)),
                export_view_type: Some(view(both).to_owned()),
            };
            (None, Some(increment))
        }
    };
    ExportDescription {
        export_arn: Some(export.arn(cx)),
        export_status: Some(export.status().to_owned()),
        start_time: Some(time(export.started)),
        end_time: export.ended.map(time),
        export_manifest: done.then(|| manifest(export, "manifest-summary.json")),
        table_arn: Some(export.table_arn(cx)),
        table_id: Some(export.table_id.clone()),
        export_time: at,
        client_token: Some(export.token.clone()),
        s3_bucket: Some(export.to.bucket.clone()),
        s3_bucket_owner: export.to.owner.clone(),
        s3_prefix: export.to.prefix.clone(),
        s3_sse_algorithm: Some(export.to.algorithm.clone()),
        s3_sse_kms_key_id: export.to.key.clone(),
        failure_code: export.failure.as_ref().map(|(code, _)| code.clone()),
        failure_message: export.failure.as_ref().map(|(_, message)| message.clone()),
        export_format: Some(match export.is_ion {
            true => "ION".to_owned(),
            false => "DYNAMODB_JSON".to_owned(),
        }),
        billed_size_bytes: done.then_some(export.bytes),
        item_count: done.then_some(export.items),
        export_type: Some(kind(export)),
        incremental_export_specification: increment,
        ..ExportDescription::default()
    }
}

pub fn view(both: bool) -> &'static str {
    match both {
        true => "NEW_AND_OLD_IMAGES",
        false => "NEW_IMAGE",
    }
}
