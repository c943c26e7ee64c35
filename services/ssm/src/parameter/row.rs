//! The rows of a parameter and of its versions.

use crate::names::Wanted;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::data_key::Sealed;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name.
pub static PARAMETERS: Table<String, Parameter> = Table::new("ssm_parameter");

/// By name and number.
pub static VERSIONS: Table<(String, u64), Version> = Table::new("ssm_parameter_version").sealed();

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tier {
    Standard,
    Advanced,
}

impl Tier {
    pub fn name(self) -> &'static str {
        match self {
            Tier::Standard => "Standard",
            Tier::Advanced => "Advanced",
        }
    }
}

/// A parameter with what its newest version says of it, but for the value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    /// `String`, `StringList` or `SecureString`.
    pub kind: String,
    pub description: Option<String>,
    pub pattern: Option<String>,
    pub key: Option<String>,
    pub tier: Tier,
    pub data_type: String,
    /// What shall happen to it by itself.
    pub policies: Vec<Policy>,
    pub tags: Vec<(String, String)>,
    pub version: u64,
    /// The oldest version that is kept.
    pub oldest: u64,
    /// Labels, each of one version.
    pub labels: Vec<(String, u64)>,
    pub modified: Timestamp,
    pub user: String,
    /// Whom it is shared with.
    pub shared: Option<Shared>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub kind: String,
    /// As it was written.
    pub text: String,
    pub due: Timestamp,
    pub done: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    pub id: String,
    pub hash: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub value: Value,
    pub description: Option<String>,
    pub pattern: Option<String>,
    pub key: Option<String>,
    pub tier: Tier,
    pub data_type: String,
    pub policies: Vec<Policy>,
    pub modified: Timestamp,
    pub user: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Plain(String),
    /// By KMS itself.
    Encrypted {
        key: String,
        bytes: Bytes,
    },
    /// Under a data key.
    Sealed(Sealed),
}

impl Value {
    /// What those see of it who do not want it opened.
    pub fn shown(&self) -> String {
        match self {
            Value::Plain(plain) => plain.clone(),
            Value::Encrypted { bytes, .. } | Value::Sealed(Sealed { bytes, .. }) => {
                BASE64_STANDARD.encode(bytes)
            }
        }
    }
}

impl Stored for Parameter {
    const VERSION: u32 = 1;
}

impl Stored for Version {
    const VERSION: u32 = 1;
}

impl Parameter {
    pub fn labels_of(&self, version: u64) -> Vec<String> {
        let own = self.labels.iter().filter(|(_, at)| *at == version);
        let mut labels: Vec<String> = own.map(|(label, _)| label.clone()).collect();
        labels.sort_unstable();
        labels
    }
}

/// By any of the names it may have.
pub fn find(cx: &mut Cx, wanted: &Wanted) -> Result<Option<Parameter>, AwsError> {
    let scope = cx.scope_of(&wanted.account, cx.region());
    for name in &wanted.names {
        if let Some(parameter) = PARAMETERS.get(cx.tx, scope, name)? {
            return Ok(Some(parameter));
        }
    }
    Ok(None)
}

/// Of the caller's own account.
pub fn find_own(cx: &mut Cx, said: &str) -> Result<Option<Parameter>, AwsError> {
    let wanted = Wanted::of(cx, said)?;
    match wanted.account == cx.account() {
        true => find(cx, &wanted),
        false => Ok(None),
    }
}

pub fn save(cx: &mut Cx, parameter: &Parameter) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(PARAMETERS.put(cx.tx, scope, &parameter.name, parameter)?)
}

/// With its versions, of which there are a hundred at most.
pub fn erase(cx: &mut Cx, parameter: &Parameter) -> Result<(), AwsError> {
    let scope = cx.scope();
    for version in parameter.oldest..=parameter.version {
        VERSIONS.delete(cx.tx, scope, &(parameter.name.as_str(), version))?;
    }
    PARAMETERS.delete(cx.tx, scope, &parameter.name)?;
    Ok(())
}
