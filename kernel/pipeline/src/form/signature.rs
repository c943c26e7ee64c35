//! Who sends a form: whoever signed its policy, or nobody.

use super::Form;
use crate::authenticate;
use crate::authenticate_v2;
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::credentials::Status;
use crate::error::AwsError;
use haneul_runtime::Clock;
use haneul_signature::{ErrorStyle, SignatureError};
use haneul_signature::{post_policy, v2};
use jiff::Timestamp;
use std::sync::Arc;

/// The times that a form's policy goes by.
pub struct FormTime {
    clock: Clock,
    /// When the form was signed, by its own word.
    signed: Option<Timestamp>,
    pub(super) region: Option<String>,
}

impl FormTime {
    /// Whether a policy that ends then has expired. Its maker's clock is the host's; the cloud's
    /// goes its own way, and the policy lives as long in it as its maker meant.
    pub fn is_over(&self, end: Timestamp) -> bool {
        let (host, now) = (self.clock.host_now(), self.clock.now());
        match self.signed {
            Some(signed) => {
                let seconds = end.as_second().saturating_sub(signed.as_second());
                let Ok(seconds) = u64::try_from(seconds) else {
                    return true;
                };
                authenticate::judge_presigned(&self.clock, signed, seconds, host, now).is_err()
            }
            None => authenticate_v2::judge_end(&self.clock, end.as_second()).is_err(),
        }
    }
}

pub(super) fn authenticate(
    cloud: &Cloud,
    form: &Form,
    local: bool,
) -> Result<(Arc<Caller>, FormTime), AwsError> {
    let fields = form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let mut time = FormTime {
        clock: cloud.clock.clone(),
        signed: None,
        region: None,
    };
    if let Some(old) = v2::form(fields.clone()).map_err(refused)? {
        let verify = |secret: &str| v2::verify_form(&old, secret);
        let token = old.session_token.as_deref();
        let caller = caller(cloud, &old.access_key, "us-east-1", token, local, verify)?;
        return Ok((caller, time));
    }
    let Some(claim) = post_policy::claim(fields).map_err(refused)? else {
        return Ok((Arc::new(Caller::anonymous("aws")), time));
    };
    let region = claim.region.as_deref().unwrap_or("us-east-1");
    let keys = Some(&cloud.signing_keys);
    let verify = |secret: &str| post_policy::verify(&claim, secret, keys);
    let token = claim.session_token.as_deref();
    let caller = caller(cloud, &claim.access_key, region, token, local, verify)?;
    time.signed = Some(claim.request_date);
    time.region = claim.region;
    Ok((caller, time))
}

fn caller(
    cloud: &Cloud,
    access_key: &str,
    region: &str,
    token: Option<&str>,
    local: bool,
    verify: impl Fn(&str) -> Result<(), SignatureError>,
) -> Result<Arc<Caller>, AwsError> {
    let Some(found) = cloud.callers.find(cloud, access_key)? else {
        let caller = authenticate::unknown(cloud, access_key, region, local);
        return caller.map(Arc::new).map_err(refused);
    };
    let (credential, caller) = &*found;
    let partition = authenticate::partition_of(region);
    if credential.status != Status::Active || credential.partition != partition {
        return Err(refused(SignatureError::UnknownAccessKey(
            access_key.to_owned(),
        )));
    }
    authenticate::check_session(&cloud.clock, credential, token).map_err(refused)?;
    verify(&credential.secret).map_err(refused)?;
    Ok(caller.clone())
}

fn refused(error: SignatureError) -> AwsError {
    authenticate::signature_error(&error, ErrorStyle::S3)
}
