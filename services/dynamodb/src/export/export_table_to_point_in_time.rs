//! ExportTableToPointInTime: all items of a moment, or what changed within a while.

use crate::address::Address;
use crate::backup::arn;
use crate::errors;
use crate::export::actor::Actor;
use crate::export::row::{Destination, EXPORTS, Export, Kind};
use crate::export::{collect, errand, show, token};
use crate::limits::{DAY, SECOND};
use crate::recovery::moment::{self, Source, Then};
use crate::recovery::row::Recovery;
use crate::shapes::{ExportTableToPointInTimeInput, ExportTableToPointInTimeOutput};
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

/// A while that is exported, at least and at most.
const LEAST: i64 = 15 * 60 * SECOND;
const MOST: i64 = DAY;

pub fn run(
    cx: &mut Cx,
    input: ExportTableToPointInTimeInput,
) -> Result<ExportTableToPointInTimeOutput, AwsError> {
    if input.filter_specification.is_some() {
        return Err(AwsError::not_implemented("filters of exports"));
    }
    let address = Address::of(cx, &input.table_arn)?;
    let request = format!("{input:?}");
    let given = input.client_token.clone();
    if let Some(token) = &given {
        match token::find(cx, "export", token, &request)? {
            Some(Ok((table, id))) => return again(cx, &table, &id),
            Some(Err(())) => return Err(errors::export_conflict()),
            None => {}
        }
    }
    let found = row::find(cx, &address)?;
    let found = found.ok_or_else(|| errors::table_not_found(&address.name))?;
    if address.account != cx.account() {
        return Err(errors::table_not_found(&address.name));
    }
    let table = &found.table;
    let recovery = table
        .recovery
        .as_ref()
        .ok_or_else(|| errors::no_recovery(&table.name))?;
    let kind = kind(cx, &input, recovery)?;
    let export = Export {
        id: arn::new_id(cx.random(), cx.now()),
        table: table.name.clone(),
        table_id: table.shown_id.clone(),
        keys: table.keys.clone(),
        token: given.clone().unwrap_or_else(|| ids::uuid(cx.random())),
        to: Destination {
            bucket: input.s3_bucket,
            owner: input.s3_bucket_owner,
            prefix: input.s3_prefix,
            algorithm: input
                .s3_sse_algorithm
                .unwrap_or_else(|| "AES256".to_owned()),
            key: input.s3_sse_kms_key_id,
        },
        is_ion: input.export_format.as_deref() == Some("ION"),
        kind: kind.clone(),
        actor: Actor::of(cx),
        started: cx.now().as_microsecond(),
        ended: None,
        failure: None,
        holds: None,
        after: None,
        files: 0,
        items: 0,
        bytes: 0,
    };
    let scope = cx.scope();
    EXPORTS.put(cx.tx, scope, &export.key(), &export)?;
    errand::forget_later(cx, &export)?;
    if let Some(token) = &given {
        token::keep(cx, ("export", token), request, export.key())?;
    }
    let source = Source {
        account: address.account.clone(),
        region: cx.region().to_owned(),
        name: table.name.clone(),
    };
    match kind {
        Kind::Full { at } => {
            moment::begin(cx, &source, table, at, Then::Export(export.id.clone()))?;
        }
        Kind::Incremental { from, to, .. } => {
            collect::begin(cx, &source, table, (from, to), &export.id)?;
        }
    }
    Ok(ExportTableToPointInTimeOutput {
        export_description: Some(show::description(cx, &export)),
    })
}

fn again(cx: &mut Cx, table: &str, id: &str) -> Result<ExportTableToPointInTimeOutput, AwsError> {
    let scope = cx.scope();
    let export = EXPORTS.get(cx.tx, scope, &(table, id))?;
    let export = export.ok_or_else(|| errors::no_export(id))?;
    Ok(ExportTableToPointInTimeOutput {
        export_description: Some(show::description(cx, &export)),
    })
}

fn kind(
    cx: &Cx,
    input: &ExportTableToPointInTimeInput,
    recovery: &Recovery,
) -> Result<Kind, AwsError> {
    let now = cx.now().as_microsecond();
    let (earliest, last) = recovery.shown(now);
    let first = recovery.earliest(now).min(earliest);
    let last = last.max(now);
    let within = |at: i64| (first..=last).contains(&at);
    let given = input.incremental_export_specification.as_ref();
    if input.export_type.as_deref() != Some("INCREMENTAL_EXPORT") {
        if given.is_some() {
            return Err(errors::validation(
                "IncrementalExportSpecification can only be specified for INCREMENTAL_EXPORT",
            ));
        }
        let at = input
            .export_time
            .as_ref()
            .map_or(now, |at| at.as_microsecond());
        return match within(at) {
            true => Ok(Kind::Full { at: at.min(now) }),
            false => Err(errors::export_time(
                "The export time must be within the point in time recovery window",
            )),
        };
    }
    if input.export_time.is_some() {
        return Err(errors::validation(
            "ExportTime can only be specified for FULL_EXPORT",
        ));
    }
    let times = given.map(|given| (given.export_from_time, given.export_to_time));
    let (Some(from), to) = times.unwrap_or_default() else {
        return Err(errors::validation(
            "ExportFromTime must be specified for INCREMENTAL_EXPORT",
        ));
    };
    let from = from.as_microsecond();
    let to = to.map_or_else(|| now.min(from + MOST), |to| to.as_microsecond());
    if !within(from) || !within(to) {
        return Err(errors::export_time(
            "The export period must be within the point in time recovery window",
        ));
    }
    if !(LEAST..=MOST).contains(&(to - from)) {
        return Err(errors::export_time(
            "The difference between ExportFromTime and ExportToTime must be at least 15 minutes \
             and at most 24 hours",
        ));
    }
    let view = given.and_then(|given| given.export_view_type.as_deref());
    Ok(Kind::Incremental {
        from,
        to,
        both: view != Some("NEW_IMAGE"),
    })
}
