//! Imports as AWS shows them.

use crate::import::row::{Format, Import};
use crate::shapes::{
    CsvOptions, GlobalSecondaryIndex, ImportSummary, ImportTableDescription, InputFormatOptions,
    ProvisionedThroughput, S3BucketSource, TableCreationParameters,
};
use crate::table::billing::Capacity;
use crate::table::show::{attributes, bounds, keys, projection, time};
use haneul_pipeline::Cx;

fn format(import: &Import) -> String {
    match import.format {
        Format::Json => "DYNAMODB_JSON".to_owned(),
        Format::Ion => "ION".to_owned(),
        Format::Csv { .. } => "CSV".to_owned(),
    }
}

fn source(import: &Import) -> S3BucketSource {
    S3BucketSource {
        s3_bucket_owner: import.owner.clone(),
        s3_bucket: import.bucket.clone(),
        s3_key_prefix: import.prefix.clone(),
    }
}

pub fn summary(cx: &Cx, import: &Import) -> ImportSummary {
    ImportSummary {
        import_arn: Some(import.arn(cx)),
        import_status: Some(import.status().to_owned()),
        table_arn: Some(cx.arn("dynamodb", &format!("table/{}", import.table.name))),
        s3_bucket_source: Some(source(import)),
        input_format: Some(format(import)),
        start_time: Some(time(import.started)),
        end_time: import.ended.map(time),
        ..ImportSummary::default()
    }
}

pub fn description(cx: &Cx, import: &Import) -> ImportTableDescription {
    let options = match &import.format {
        Format::Csv { delimiter, header } => Some(InputFormatOptions {
            csv: Some(CsvOptions {
                delimiter: Some(char::from(*delimiter).to_string()),
                header_list: header.clone(),
            }),
        }),
        Format::Json | Format::Ion => None,
    };
    ImportTableDescription {
        import_arn: Some(import.arn(cx)),
        import_status: Some(import.status().to_owned()),
        table_arn: Some(cx.arn("dynamodb", &format!("table/{}", import.table.name))),
        table_id: Some(import.table.shown_id.clone()),
        client_token: Some(import.token.clone()),
        s3_bucket_source: Some(source(import)),
        error_count: Some(import.counts.errors),
        input_format: Some(format(import)),
        input_format_options: options,
        input_compression_type: Some(import.compression.clone()),
        table_creation_parameters: Some(parameters(import)),
        start_time: Some(time(import.started)),
        end_time: import.ended.map(time),
        processed_size_bytes: Some(import.counts.bytes),
        processed_item_count: Some(import.counts.processed),
        imported_item_count: Some(import.counts.imported),
        failure_code: import.failure.as_ref().map(|(code, _)| code.clone()),
        failure_message: import.failure.as_ref().map(|(_, message)| message.clone()),
        ..ImportTableDescription::default()
    }
}

fn units(capacity: &Capacity, on_demand: bool) -> Option<ProvisionedThroughput> {
    (!on_demand).then_some(ProvisionedThroughput {
        read_capacity_units: capacity.reads,
        write_capacity_units: capacity.writes,
    })
}

fn parameters(import: &Import) -> TableCreationParameters {
    let table = &import.table;
    let on_demand = table.billing.on_demand;
    let indexes = table.indexes.iter().map(|index| GlobalSecondaryIndex {
        index_name: index.name.clone(),
        key_schema: keys(&index.keys),
        projection: projection(&index.projection),
        provisioned_throughput: units(&index.capacity, on_demand),
        on_demand_throughput: bounds(&index.capacity),
        ..GlobalSecondaryIndex::default()
    });
    let indexes: Vec<_> = indexes.collect();
    TableCreationParameters {
        table_name: table.name.clone(),
        attribute_definitions: attributes(table),
        key_schema: keys(&table.keys),
        billing_mode: Some(match on_demand {
            true => "PAY_PER_REQUEST".to_owned(),
            false => "PROVISIONED".to_owned(),
        }),
        provisioned_throughput: units(&table.billing.capacity, on_demand),
        on_demand_throughput: bounds(&table.billing.capacity),
        global_secondary_indexes: (!indexes.is_empty()).then_some(indexes),
        ..TableCreationParameters::default()
    }
}
