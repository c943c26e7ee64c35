//! A report is asked for, made in a moment, and good for four hours.
//!
//! Operations: GenerateCredentialReport, GetCredentialReport

use super::csv;
use crate::entity;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// In the account's scope: its last report.
static REPORT: Table<(), Report> = Table::new("iam_credential_report");

const MADE_IN: SignedDuration = SignedDuration::from_secs(2);
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(4);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Report {
    made: Timestamp,
    content: String,
}

impl Stored for Report {
    const VERSION: u32 = 1;
}

enum State {
    Making,
    Ready,
    Old,
}

impl Report {
    fn state(&self, now: Timestamp) -> State {
        match now.duration_since(self.made) {
            age if age < MADE_IN => State::Making,
            age if age < GOOD_FOR => State::Ready,
            _ => State::Old,
        }
    }
}

fn look(cx: &mut Cx) -> Result<Option<Report>, AwsError> {
    let scope = cx.account_scope();
    Ok(REPORT.get(cx.tx, scope, &())?)
}

pub fn generate_credential_report(
    cx: &mut Cx,
    _: GenerateCredentialReportInput,
) -> Result<GenerateCredentialReportResponse, AwsError> {
    let found = look(cx)?;
    let (state, description) = match found.map(|report| report.state(cx.now())) {
        Some(State::Making) => ("INPROGRESS", None),
        Some(State::Ready) => ("COMPLETE", None),
        old => {
            let report = Report {
                made: entity::now(cx),
                content: csv::write(cx)?,
            };
            let scope = cx.account_scope();
            REPORT.put(cx.tx, scope, &(), &report)?;
            let why = match old {
                Some(_) => "Report has expired. Starting a new report generation task",
                None => "No report exists. Starting a new report generation task",
            };
            ("STARTED", Some(why.to_owned()))
        }
    };
    Ok(GenerateCredentialReportResponse {
        state: Some(state.to_owned()),
        description,
    })
}

pub fn get_credential_report(
    cx: &mut Cx,
    _: GetCredentialReportInput,
) -> Result<GetCredentialReportResponse, AwsError> {
    let refused = |code: &'static str, status, message: &str| {
        Err(AwsError::new(code, message).status(status))
    };
    let Some(report) = look(cx)? else {
        let message = "No report exists. Please request a report first.";
        return refused("ReportNotPresent", 410, message);
    };
    match report.state(cx.now()) {
        State::Making => refused("ReportInProgress", 404, "The report is being generated."),
        State::Old => refused(
            "ReportExpired",
            410,
            "The report has expired. Please request a new one.",
        ),
        State::Ready => Ok(GetCredentialReportResponse {
            content: Some(report.content.into()),
            report_format: Some("text/csv".to_owned()),
            generated_time: Some(report.made),
        }),
    }
}
