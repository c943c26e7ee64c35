//! What CloudWatch is told of certificates: twice a day how many days are left, until there are none.

use crate::certificate::{self, Certificate, Status};
use crate::issuing::event::days_left;
use haneul_pipeline::{AwsError, Cx, Measure, tell};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::json;

/// The timer's name.
pub const MEASURE: &str = "measure";

const EVERY: SignedDuration = SignedDuration::from_hours(12);

static DAYS: Measure = Measure {
    principal: "acm.amazonaws.com",
    namespace: "AWS/CertificateManager",
    name: "DaysToExpiry",
    dimensions: &["CertificateArn"],
    unit: "None",
    followed: false,
};

/// A new body: the timer of the one before is void.
pub fn begin(cx: &mut Cx, row: &Certificate) -> Result<(), AwsError> {
    match cx.cloud.has("cloudwatch", "PutMetricData") {
        true => set(cx, row, SignedDuration::from_secs(1)),
        false => Ok(()),
    }
}

fn set(cx: &mut Cx, row: &Certificate, after: SignedDuration) -> Result<(), AwsError> {
    let id = format!(
        "{}/{MEASURE}/{}",
        certificate::arn(cx, &row.id),
        row.edition
    );
    let payload = json!({"id": row.id, "edition": row.edition});
    cx.timer(cx.now() + after, &id, &format!("acm/{MEASURE}"), payload)
}

pub fn measure(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default();
    let Some(row) = certificate::find(cx, id)? else {
        return Ok(());
    };
    let same = Some(row.edition) == timer.payload["edition"].as_u64();
    let ends = row.until.is_none_or(|until| until <= cx.now());
    if !same || ends || row.status != Status::Issued {
        return Ok(());
    }
    let arn = certificate::arn(cx, id);
    let days = days_left(&row, cx.now()) as f64;
    tell(cx, &DAYS, arn.clone(), &[&arn], days)?;
    set(cx, &row, EVERY)
}
