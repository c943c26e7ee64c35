//! GetSMSSandboxAccountStatus: accounts here are out of the sandbox.

use crate::shapes::{GetSMSSandboxAccountStatusInput, GetSMSSandboxAccountStatusResult};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    _cx: &mut Cx,
    _input: GetSMSSandboxAccountStatusInput,
) -> Result<GetSMSSandboxAccountStatusResult, AwsError> {
    Ok(GetSMSSandboxAccountStatusResult {
        is_in_sandbox: Some(false),
    })
}
