//! A server certificate as it is stored, and as it is shown.

use super::errors;
use crate::arn;
use crate::entity::key;
use crate::shapes::ServerCertificateMetadata;
use crate::tags::Tags;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name in lower case.
pub static CERTIFICATES: Table<String, ServerCertificate> =
    Table::new("iam_server_certificate").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServerCertificate {
    pub name: String,
    pub path: String,
    pub id: String,
    pub uploaded: Timestamp,
    pub expires: Timestamp,
    pub body: String,
    pub chain: Option<String>,
    /// Never shown again.
    pub private_key: String,
    pub tags: Tags,
}

impl Stored for ServerCertificate {
    const VERSION: u32 = 1;
}

pub fn look(cx: &mut Cx, name: &str) -> Result<Option<ServerCertificate>, AwsError> {
    let scope = cx.account_scope();
    Ok(CERTIFICATES.get(cx.tx, scope, &key(name))?)
}

pub fn find(cx: &mut Cx, name: &str) -> Result<ServerCertificate, AwsError> {
    look(cx, name)?.ok_or_else(|| errors::no_certificate(name))
}

pub fn save(cx: &mut Cx, certificate: &ServerCertificate) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(CERTIFICATES.put(cx.tx, scope, &key(&certificate.name), certificate)?)
}

pub fn arn(cx: &Cx, certificate: &ServerCertificate) -> String {
    let (path, name) = (&certificate.path, &certificate.name);
    arn::of(
        cx.partition(),
        cx.account(),
        "server-certificate",
        path,
        name,
    )
}

pub fn metadata(cx: &Cx, certificate: &ServerCertificate) -> ServerCertificateMetadata {
    ServerCertificateMetadata {
        path: Some(certificate.path.clone()),
        server_certificate_name: Some(certificate.name.clone()),
        server_certificate_id: Some(certificate.id.clone()),
        arn: Some(arn(cx, certificate)),
        upload_date: Some(certificate.uploaded),
        expiration: Some(certificate.expires),
    }
}
