//! The row of a configuration profile.

use crate::{application, errors, id, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By application and id.
pub static PROFILES: Table<(String, String), Profile> = Table::new("appconfig_profile");

/// The type of profiles that hold feature flags.
pub const FLAGS: &str = "AWS.AppConfig.FeatureFlags";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub application: String,
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub location: String,
    pub role: Option<String>,
    pub validators: Vec<Validator>,
    pub kind: String,
    pub key: Option<Key>,
    pub tags: Vec<(String, String)>,
    pub created: Timestamp,
    /// The number of the last version in the hosted store.
    pub last: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Validator {
    Schema(String),
    /// The ARN of a function.
    Function(String),
}

/// A key of KMS, as it was named and as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    pub named: String,
    pub arn: String,
}

impl Stored for Profile {
    const VERSION: u32 = 1;
}

impl Validator {
    pub fn kind(&self) -> &'static str {
        match self {
            Validator::Schema(_) => "JSON_SCHEMA",
            Validator::Function(_) => "LAMBDA",
        }
    }

    fn shown(self) -> shapes::Validator {
        let r#type = self.kind().to_owned();
        let (Validator::Schema(content) | Validator::Function(content)) = self;
        shapes::Validator { r#type, content }
    }
}

impl Profile {
    pub fn has_flags(&self) -> bool {
        self.kind == FLAGS
    }

    pub fn shown(self) -> shapes::ConfigurationProfile {
        let (named, arn) = match self.key {
            Some(key) => (Some(key.named), Some(key.arn)),
            None => (None, None),
        };
        let validators = self.validators.into_iter().map(Validator::shown);
        shapes::ConfigurationProfile {
            application_id: Some(self.application),
            id: Some(self.id),
            name: Some(self.name),
            description: self.description,
            location_uri: Some(self.location),
            retrieval_role_arn: self.role,
            validators: Some(validators.collect()),
            r#type: Some(self.kind),
            kms_key_arn: arn,
            kms_key_identifier: named,
        }
    }
}

pub fn find(cx: &mut Cx, application: &str, id: &str) -> Result<Option<Profile>, AwsError> {
    Ok(PROFILES.get(cx.tx, cx.scope(), &(application, id))?)
}

/// By ids or names.
pub fn open(cx: &mut Cx, application: &str, given: &str) -> Result<Profile, AwsError> {
    let application = application::open(cx, application)?.id;
    let id = id_of(cx, &application, given)?;
    find(cx, &application, &id)?.ok_or_else(|| errors::not_found("ConfigurationProfile", given))
}

/// The id behind an id or a name; what is neither stays what it is.
pub fn id_of(cx: &mut Cx, application: &str, given: &str) -> Result<String, AwsError> {
    if id::is_one(given) && find(cx, application, given)?.is_some() {
        return Ok(given.to_owned());
    }
    let span = Span::prefix(application);
    let all = PROFILES.scan(cx.tx, cx.scope(), span, usize::MAX, false)?;
    let named = all.into_iter().find(|(_, found)| found.name == given);
    Ok(named.map_or_else(|| given.to_owned(), |((_, id), _)| id))
}

pub fn count(cx: &mut Cx, application: &str) -> Result<usize, AwsError> {
    Ok(PROFILES.count(cx.tx, cx.scope(), Span::prefix(application))?)
}

pub fn save(cx: &mut Cx, profile: &Profile) -> Result<(), AwsError> {
    let key = (profile.application.as_str(), profile.id.as_str());
    Ok(PROFILES.put(cx.tx, cx.scope(), &key, profile)?)
}
