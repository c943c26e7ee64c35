//! The stored configurations.

use crate::control::shapes::PutStorageLensConfigurationRequest;
use crate::errors;
use haneul_model::FromValue;
use haneul_pipeline::{AwsError, Cx, json};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// Of an account in a Region, by id.
static LENSES: Table<String, Lens> = Table::new("s3_storage_lens");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lens {
    /// The request that made it, as calls from inside write it.
    pub asked: String,
    pub enabled: bool,
    pub tags: Vec<(String, String)>,
}

impl Stored for Lens {
    const VERSION: u32 = 1;
}

impl Lens {
    pub fn asked(&self) -> Result<PutStorageLensConfigurationRequest, AwsError> {
        let wrong = || AwsError::internal("a configuration that nobody can have asked for");
        let model = haneul_model::model("s3control").ok_or_else(wrong)?;
        let shape = model.operation("PutStorageLensConfiguration");
        let shape = shape.and_then(|operation| operation.input);
        let asked = serde_json::from_str(&self.asked).map_err(|_| wrong())?;
        let value = json::read(model, shape.ok_or_else(wrong)?, &asked).map_err(|_| wrong())?;
        PutStorageLensConfigurationRequest::from_value(value).ok_or_else(wrong)
    }
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Lens>, AwsError> {
    let scope = cx.scope();
    Ok(LENSES.get(cx.tx, scope, id)?)
}

pub fn existing(cx: &mut Cx, id: &str) -> Result<Lens, AwsError> {
    find(cx, id)?.ok_or_else(|| {
        errors::not_configured(
            "NoSuchConfiguration",
            "The specified configuration does not exist.",
            id,
        )
    })
}

pub fn put(cx: &mut Cx, id: &str, lens: &Lens) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(LENSES.put(cx.tx, scope, id, lens)?)
}

pub fn delete(cx: &mut Cx, id: &str) -> Result<bool, AwsError> {
    let scope = cx.scope();
    Ok(LENSES.delete(cx.tx, scope, id)?)
}

/// All of the account in this Region, by id.
pub fn all(cx: &mut Cx) -> Result<Vec<(String, Lens)>, AwsError> {
    let scope = cx.scope();
    Ok(LENSES.scan(cx.tx, scope, Span::all(), usize::MAX, false)?)
}
