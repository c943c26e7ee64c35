//! ImportTable: a new table of the objects below a prefix.

use crate::address::Address;
use crate::backup::arn;
use crate::errors;
use crate::export::actor::Actor;
use crate::export::token;
use crate::import::row::{Counts, Format, IMPORTS, Import};
use crate::import::{errand, show};
use crate::shapes::{CreateTableInput, ImportTableInput, ImportTableOutput};
use crate::table::create_table;
use crate::table::row::{self, Busy, Change};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(cx: &mut Cx, input: ImportTableInput) -> Result<ImportTableOutput, AwsError> {
    let request = format!("{input:?}");
    let given = input.client_token.clone();
    if let Some(token) = &given {
        match token::find(cx, "import", token, &request)? {
            Some(Ok((table, id))) => return again(cx, &table, &id),
            Some(Err(())) => return Err(errors::import_conflict()),
            None => {}
        }
    }
    let format = format(&input)?;
    let asked = input.table_creation_parameters;
    if asked.vector_indexes.is_some() {
        return Err(AwsError::not_implemented("vector indexes"));
    }
    let address = Address::own(cx, &asked.table_name);
    let create = CreateTableInput {
        table_name: asked.table_name,
        attribute_definitions: Some(asked.attribute_definitions),
        key_schema: Some(asked.key_schema),
        billing_mode: asked.billing_mode,
        provisioned_throughput: asked.provisioned_throughput,
        on_demand_throughput: asked.on_demand_throughput,
        sse_specification: asked.sse_specification,
        global_secondary_indexes: asked.global_secondary_indexes,
        ..CreateTableInput::default()
    };
    create_table::run(cx, create)?;
    let found = row::find(cx, &address)?;
    let found = found.ok_or_else(|| errors::no_table(&address.name))?;
    let mut table = found.table.as_ref().clone();
    // Until the errand is done.
    table.busy = Some(Busy {
        with: Change::Creating,
        until: i64::MAX,
    });
    row::put(cx, &found, &table)?;
    let import = Import {
        id: arn::new_id(cx.random(), cx.now()),
        table,
        token: given.clone().unwrap_or_else(|| ids::uuid(cx.random())),
        bucket: input.s3_bucket_source.s3_bucket,
        owner: input.s3_bucket_source.s3_bucket_owner,
        prefix: input.s3_bucket_source.s3_key_prefix,
        format,
        compression: input
            .input_compression_type
            .unwrap_or_else(|| "NONE".to_owned()),
        actor: Actor::of(cx),
        started: cx.now().as_microsecond(),
        ended: None,
        failure: None,
        after: None,
        counts: Counts::default(),
    };
    let scope = cx.scope();
    IMPORTS.put(cx.tx, scope, &import.key(), &import)?;
    if let Some(token) = &given {
        token::keep(cx, ("import", token), request, import.key())?;
    }
    errand::send(cx, &import)?;
    Ok(ImportTableOutput {
        import_table_description: Some(show::description(cx, &import)),
    })
}

fn again(cx: &mut Cx, table: &str, id: &str) -> Result<ImportTableOutput, AwsError> {
    let scope = cx.scope();
    let import = IMPORTS.get(cx.tx, scope, &(table, id))?;
    let import = import.ok_or_else(|| errors::no_import(id))?;
    Ok(ImportTableOutput {
        import_table_description: Some(show::description(cx, &import)),
    })
}

fn format(input: &ImportTableInput) -> Result<Format, AwsError> {
    let csv = input
        .input_format_options
        .as_ref()
        .and_then(|options| options.csv.as_ref());
    match (input.input_format.as_str(), csv) {
        ("CSV", given) => {
            let delimiter = given.and_then(|given| given.delimiter.as_deref());
            Ok(Format::Csv {
                delimiter: delimiter
                    .and_then(|text| text.bytes().next())
                    .unwrap_or(b','),
                header: given.and_then(|given| given.header_list.clone()),
            })
        }
        (_, Some(_)) => Err(errors::validation(
            "InputFormatOptions.Csv can only be specified when InputFormat is CSV",
        )),
        ("ION", None) => Ok(Format::Ion),
        (_, None) => Ok(Format::Json),
    }
}
