//! Who asked for an export or an import, kept until it is done: the buckets' side decides about them.

use haneul_pipeline::{AwsError, Caller, Cloud, Cx, credentials};
use haneul_policy::{Principal, PrincipalKind};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    partition: String,
    arn: String,
    account: String,
    user_id: String,
    access_key: String,
    is_root: bool,
    is_user: bool,
}

impl Actor {
    pub fn of(cx: &Cx) -> Actor {
        let caller = cx.caller();
        let Principal {
            arn,
            account,
            kind,
            user_id,
        } = &caller.principal;
        Actor {
            partition: caller.partition.clone(),
            arn: arn.clone(),
            account: account.clone(),
            user_id: user_id.clone(),
            access_key: caller.access_key.clone(),
            is_root: matches!(kind, PrincipalKind::Root),
            is_user: matches!(kind, PrincipalKind::User),
        }
    }

    /// As they are now. A session that is over is nobody's.
    pub fn caller(&self, cloud: &Cloud) -> Result<Caller, AwsError> {
        let key = &self.access_key;
        let known = cloud
            .store
            .read(|tx| Ok::<_, AwsError>(credentials::find(tx, key)?))?;
        if let Some(known) = known.filter(|known| known.caller().principal.arn == self.arn) {
            return Ok(known.caller());
        }
        let kind = match (self.is_root, self.is_user) {
            (true, _) => PrincipalKind::Root,
            (_, true) => PrincipalKind::User,
            _ => {
                return Err(AwsError::new("AccessDenied", "The session is over.").status(403));
            }
        };
        let mut caller = Caller::root(&self.partition, &self.account, key);
        caller.principal = Principal {
            arn: self.arn.clone(),
            account: self.account.clone(),
            kind,
            user_id: self.user_id.clone(),
        };
        Ok(caller)
    }

    pub fn account(&self) -> &str {
        &self.account
    }
}
