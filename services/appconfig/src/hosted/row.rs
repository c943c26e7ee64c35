//! The rows of a hosted version: what is said of it, and its bytes.

use crate::content::Content;
use crate::{errors, profile, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By application, profile and number.
type Key = (String, String, i64);

pub static VERSIONS: Table<Key, Version> = Table::new("appconfig_hosted");
pub static CONTENTS: Table<Key, Content> = Table::new("appconfig_hosted_content").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub application: String,
    pub profile: String,
    pub number: i64,
    pub description: Option<String>,
    pub content_type: String,
    pub label: Option<String>,
    /// The ARN of the key of KMS that it lies under.
    pub key: Option<String>,
}

impl Stored for Version {
    const VERSION: u32 = 1;
}

impl Version {
    pub fn place(&self) -> (&str, &str, i64) {
        (&self.application, &self.profile, self.number)
    }

    pub fn shown(self, content: Option<bytes::Bytes>) -> shapes::HostedConfigurationVersion {
        shapes::HostedConfigurationVersion {
            application_id: Some(self.application),
            configuration_profile_id: Some(self.profile),
            version_number: Some(self.number),
            description: self.description,
            content,
            content_type: Some(self.content_type),
            version_label: self.label,
            kms_key_arn: self.key,
        }
    }
}

pub fn open(cx: &mut Cx, place: (&str, &str, i64)) -> Result<Version, AwsError> {
    let found = VERSIONS.get(cx.tx, cx.scope(), &place)?;
    found.ok_or_else(|| errors::not_found("HostedConfigurationVersion", &place.2.to_string()))
}

/// Of a profile by ids or names.
pub fn numbered(
    cx: &mut Cx,
    (application, profile): (&str, &str),
    number: i64,
) -> Result<Version, AwsError> {
    let home = profile::open(cx, application, profile)?;
    open(cx, (&home.application, &home.id, number))
}

/// By its number or its label, which is never a number.
pub fn named(
    cx: &mut Cx,
    application: &str,
    profile: &str,
    given: &str,
) -> Result<Version, AwsError> {
    if let Ok(number) = given.parse() {
        return open(cx, (application, profile, number));
    }
    let found = labelled(cx, application, profile, given)?;
    found.ok_or_else(|| errors::not_found("HostedConfigurationVersion", given))
}

/// Labels are looked for in batches: there may be any number of versions.
pub fn labelled(
    cx: &mut Cx,
    application: &str,
    profile: &str,
    label: &str,
) -> Result<Option<Version>, AwsError> {
    const BATCH: usize = 256;
    let mut span = Span::prefix(&(application, profile));
    loop {
        let rows = VERSIONS.scan(cx.tx, cx.scope(), span, BATCH, false)?;
        let last = rows.last().map(|((_, _, number), _)| *number);
        let finished = rows.len() < BATCH;
        let mut rows = rows.into_iter().map(|(_, version)| version);
        let found = rows.find(|version| version.label.as_deref() == Some(label));
        match last.filter(|_| found.is_none() && !finished) {
            Some(last) => {
                let all = Span::prefix(&(application, profile));
                span = all.after(&(application, profile, last));
            }
            None => return Ok(found),
        }
    }
}

pub fn content(cx: &mut Cx, version: &Version) -> Result<Content, AwsError> {
    let found = CONTENTS.get(cx.tx, cx.scope(), &version.place())?;
    found.ok_or_else(|| AwsError::internal("a hosted version without its content"))
}

pub fn are_there(cx: &mut Cx, application: &str, profile: &str) -> Result<bool, AwsError> {
    let span = Span::prefix(&(application, profile));
    Ok(!VERSIONS.keys(cx.tx, cx.scope(), span, 1, false)?.is_empty())
}
