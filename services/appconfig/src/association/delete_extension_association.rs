//! DeleteExtensionAssociation.

use super::row::{self, ASSOCIATIONS};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteExtensionAssociationRequest,
) -> Result<shapes::DeleteExtensionAssociationOutput, AwsError> {
    let association = row::open(cx, &input.extension_association_id)?;
    ASSOCIATIONS.delete(cx.tx, cx.scope(), &association.id)?;
    Ok(shapes::DeleteExtensionAssociationOutput::default())
}
