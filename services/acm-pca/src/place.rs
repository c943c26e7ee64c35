//! Where an authority is, and what it is called.

use crate::errors;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::Scope;

/// An authority by its ARN, which may be another account's.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub account: String,
    pub id: String,
    /// Of the certificate, where the ARN is of one.
    pub certificate: Option<String>,
}

impl Place {
    pub fn of(cx: &Cx, text: &str) -> Result<Place, AwsError> {
        let bad = || errors::arn(text);
        let arn = Arn::read(text).ok_or_else(bad)?;
        if arn.service != "acm-pca" || arn.partition != cx.partition() {
            return Err(bad());
        }
        let mut parts = arn.resource.split('/');
        let (kind, id) = (parts.next(), parts.next());
        let certificate = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => None,
            (Some("certificate"), Some(serial), None) => Some(serial.to_owned()),
            _ => return Err(bad()),
        };
        let (Some("certificate-authority"), Some(id)) = (kind, id) else {
            return Err(bad());
        };
        if arn.region != cx.region() {
            return Err(errors::no_authority(text));
        }
        Ok(Place {
            account: arn.account.to_owned(),
            id: id.to_owned(),
            certificate,
        })
    }

    pub fn scope<'a>(&'a self, cx: &Cx<'a>) -> Scope<'a> {
        cx.scope_of(&self.account, cx.region())
    }

    pub fn arn(&self, cx: &Cx) -> String {
        let (partition, region) = (cx.partition(), cx.region());
        let Place { account, id, .. } = self;
        format!("arn:{partition}:acm-pca:{region}:{account}:certificate-authority/{id}")
    }

    pub fn certificate_arn(&self, cx: &Cx, serial: &str) -> String {
        format!("{}/certificate/{serial}", self.arn(cx))
    }
}
