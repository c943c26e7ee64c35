//! Which secret an id means: a name, an ARN, or an ARN without the characters at its end.

use crate::errors;
use crate::secret::row::{SECRETS, Secret};
use haneul_pipeline::{Arn, AwsError, Cx};

/// Random characters at the end of an ARN.
pub const SUFFIX: usize = 6;

/// A secret with the account that has it.
#[derive(Clone, Debug)]
pub struct Found {
    pub account: String,
    pub secret: Secret,
}

impl Found {
    pub fn arn(&self, cx: &Cx) -> String {
        self.arn_in(cx.partition(), cx.region())
    }

    /// Of the replica in another Region, too.
    pub fn arn_in(&self, partition: &str, region: &str) -> String {
        let (account, unique) = (&self.account, self.secret.unique());
        format!("arn:{partition}:secretsmanager:{region}:{account}:secret:{unique}")
    }
}

/// What an id says before anybody looked.
pub struct Place<'a> {
    pub account: &'a str,
    /// As it stands in the ARN, or the name.
    pub said: &'a str,
    is_arn: bool,
}

impl<'a> Place<'a> {
    /// `None`: of another Region, or of another service.
    pub fn of(cx: &Cx<'a>, id: &'a str) -> Option<Place<'a>> {
        if !id.starts_with("arn:") {
            return Some(Place {
                account: cx.account(),
                said: id,
                is_arn: false,
            });
        }
        let arn = Arn::read(id)?;
        let here = (cx.partition(), "secretsmanager", cx.region());
        Some(Place {
            account: arn.account,
            said: arn.resource.strip_prefix("secret:")?,
            is_arn: true,
        })
        .filter(|_| (arn.partition, arn.service, arn.region) == here)
    }

    fn without_suffix(&self) -> Option<(&'a str, &'a str)> {
        let (name, suffix) = self.said.rsplit_once('-').filter(|_| self.is_arn)?;
        (suffix.len() == SUFFIX).then_some((name, suffix))
    }
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Found>, AwsError> {
    let Some(place) = Place::of(cx, id) else {
        return Ok(None);
    };
    let scope = cx.scope_of(place.account, cx.region());
    let found = |secret| Found {
        account: place.account.to_owned(),
        secret,
    };
    if let Some((name, suffix)) = place.without_suffix() {
        let secret = SECRETS.get(cx.tx, scope, name)?;
        if let Some(secret) = secret.filter(|secret| secret.suffix == suffix) {
            return Ok(Some(found(secret)));
        }
    }
    Ok(SECRETS.get(cx.tx, scope, place.said)?.map(found))
}

/// One that is there, though it may be marked for deletion.
pub fn open(cx: &mut Cx, id: &str) -> Result<Found, AwsError> {
    find(cx, id)?.ok_or_else(errors::no_secret)
}

/// One that is not marked for deletion.
pub fn alive(cx: &mut Cx, id: &str) -> Result<Found, AwsError> {
    let found = open(cx, id)?;
    match found.secret.deletion {
        Some(_) => Err(errors::marked()),
        None => Ok(found),
    }
}

/// One that may be changed here.
pub fn primary(cx: &mut Cx, id: &str) -> Result<Found, AwsError> {
    let found = alive(cx, id)?;
    match found.secret.primary {
        Some(_) => Err(errors::replica()),
        None => Ok(found),
    }
}
