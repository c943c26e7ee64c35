//! SetSecurityTokenServicePreferences: which version of tokens the global endpoint of STS gives.

use super::row::{PREFERENCES, Preferences};
use crate::shapes::{
    SetSecurityTokenServicePreferencesOutput, SetSecurityTokenServicePreferencesRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: SetSecurityTokenServicePreferencesRequest,
) -> Result<SetSecurityTokenServicePreferencesOutput, AwsError> {
    let scope = cx.account_scope();
    let preferences = Preferences {
        token_version: if input.global_endpoint_token_version == "v2Token" {
            2
        } else {
            1
        },
    };
    PREFERENCES.put(cx.tx, scope, &(), &preferences)?;
    Ok(SetSecurityTokenServicePreferencesOutput {})
}
