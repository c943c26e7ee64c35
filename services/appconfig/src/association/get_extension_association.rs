//! GetExtensionAssociation.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetExtensionAssociationRequest,
) -> Result<shapes::ExtensionAssociation, AwsError> {
    Ok(row::open(cx, &input.extension_association_id)?.shown(cx))
}
