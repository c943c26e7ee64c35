//! DeleteRegistry: one that holds nothing.

use super::row::{self, REGISTRIES};
use crate::shapes::{DeleteRegistryOutput, DeleteRegistryRequest};
use crate::{errors, schema};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteRegistryRequest) -> Result<DeleteRegistryOutput, AwsError> {
    let registry = row::open(cx, &input.registry_name)?;
    if !schema::names(cx, &registry.name, 1)?.is_empty() {
        return Err(errors::bad(format!(
            "Registry with name {} has schemas.",
            registry.name
        )));
    }
    let scope = cx.scope();
    REGISTRIES.delete(cx.tx, scope, &registry.name)?;
    Ok(DeleteRegistryOutput::default())
}
