//! An errand: a report is put together and comes into its bucket.

use super::row;
use crate::certificate::{self, Certificate};
use crate::place::Place;
use crate::revocation::bucket::{Acting, call as of_s3};
use futures_util::future::BoxFuture;
use haneul_pipeline::background::Errand;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::outbox::Outgoing;
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// The errand's name.
pub const WRITE: &str = "write-report";

/// Rows read at once.
const PIECE: usize = 500;

const MEMBERS: [&str; 11] = [
    "awsAccountId",
    "requestedByServicePrincipal",
    "certificateArn",
    "serial",
    "subject",
    "notBefore",
    "notAfter",
    "issuedAt",
    "revokedAt",
    "revocationReason",
    "templateArn",
];

pub fn order(cx: &mut Cx, place: &Place, report: &str) -> Result<(), AwsError> {
    let scope = place.scope(cx);
    let input = json!({"id": place.id, "report": report});
    let errand = Outgoing::errand(scope, ("acm-pca", WRITE), place.arn(cx), input);
    cx.send(&errand.pausing_at_most(60))
}

pub fn write(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("acm-pca", WRITE));
        let said = |name: &str| {
            errand.call.input[name]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let id = said("report");
        let place = Place {
            account: errand.call.account.clone(),
            id: said("id"),
            certificate: None,
        };
        let Some(report) = errand.read(|cx| row::find(cx, &place, &id))? else {
            return Ok(());
        };
        let body = put_together(&errand, &place, report.csv)?;
        let kind = if report.csv {
            "text/csv"
        } else {
            "application/json"
        };
        let input = json!({"Bucket": report.bucket, "Key": report.key, "ContentType": kind});
        let acting = Acting {
            partition: &errand.call.partition,
            account: &errand.call.account,
            region: &errand.call.region,
            source: errand.call.source_arn.clone(),
        };
        let put = of_s3(
            &errand.cloud,
            &acting,
            "PutObject",
            input,
            Some(body.into()),
        )
        .await;
        let written = match put {
            Ok(()) => true,
            Err(error) if error.is_transient(haneul_model::model("s3")) => return Err(error),
            Err(_) => false,
        };
        errand
            .transact(|cx| match row::find(cx, &place, &id)? {
                Some(mut report) => {
                    report.written = Some(written);
                    row::save(cx, &place, &id, &report)
                }
                None => Ok(()),
            })
            .await
    })
}

fn put_together(errand: &Errand, place: &Place, csv: bool) -> Result<String, AwsError> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let rows = errand.read(|cx| {
            let scope = cx.scope();
            certificate::page(cx.tx, scope, &place.id, after.as_deref(), PIECE)
        })?;
        let finished = rows.len() < PIECE;
        after = rows.last().map(|row| row.serial.clone());
        errand.read(|cx| {
            all.extend(rows.iter().map(|row| entry(cx, place, row)));
            Ok(())
        })?;
        if finished {
            break;
        }
    }
    match csv {
        true => Ok(table(&all)),
        false => serde_json::to_string(&all).map_err(AwsError::internal),
    }
}

fn time(at: Timestamp) -> Json {
    json!(at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string())
}

fn entry(cx: &Cx, place: &Place, row: &Certificate) -> Map<String, Json> {
    let digits: Vec<char> = row.serial.chars().collect();
    let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
    let (revoked, reason) = match &row.revoked {
        Some((at, reason)) => (Some(time(*at)), Some(json!(reason))),
        None => (None, None),
    };
    let values = [
        Some(json!(place.account)),
        row.service.as_ref().map(|service| json!(service)),
        Some(json!(place.certificate_arn(cx, &row.serial))),
        Some(json!(pairs.join(":"))),
        Some(json!(row.subject)),
        Some(time(row.from)),
        Some(time(row.until)),
        Some(time(row.issued)),
        revoked,
        reason,
        Some(json!(row.template)),
    ];
    let members = MEMBERS.into_iter().zip(values);
    let members = members.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    members.collect()
}

fn table(all: &[Map<String, Json>]) -> String {
    let mut text = MEMBERS.join(",");
    text.push('\n');
    for entry in all {
        let cells = MEMBERS.map(|name| {
            let cell = entry.get(name).and_then(Json::as_str).unwrap_or_default();
            match cell.contains([',', '"', '\n']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.to_owned(),
            }
        });
        text += &cells.join(",");
        text.push('\n');
    }
    text
}
