//! DeleteLayerVersion: functions that use it keep it; one that is not there counts as deleted.

use super::row::{self, LAYERS, LayerNamed};
use crate::shapes::DeleteLayerVersionRequest;
use crate::{code, errors, usage};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteLayerVersionRequest) -> Result<Reply, AwsError> {
    let named = LayerNamed::read(cx, &input.layer_name)?;
    let number = u64::try_from(input.version_number).unwrap_or_default();
    if number == 0 {
        return Err(errors::invalid("Layer Version Cannot be less than 1."));
    }
    if let Some(layer) = row::find(cx, &named, number)? {
        code::release(cx, &layer.code.blob)?;
        usage::add(cx, |usage| usage.code -= layer.code.size)?;
        let scope = cx.scope_of(&named.account, cx.region());
        LAYERS.delete(cx.tx, scope, &(named.name.clone(), number))?;
    }
    Ok(Reply::default())
}
