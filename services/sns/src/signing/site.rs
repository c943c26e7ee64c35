//! `GET /SimpleNotificationService-….pem`: the certificate, for anyone.

use crate::errors;
use crate::signing::key;
use haneul_model::{Operation, Value};
use haneul_pipeline::{AwsError, Edge, Reply, Site, SiteHandler, SiteRequest};
use std::sync::LazyLock;

pub fn find(request: &SiteRequest) -> Option<SiteHandler> {
    let Site::SigningCertificate { .. } = &request.site else {
        return None;
    };
    Some(SiteHandler {
        operation: operation(),
        input: Value::Struct(Vec::new()),
        run: |edge, request| Box::pin(serve(edge, request)),
    })
}

/// What records call it: it is none of the model's.
fn operation() -> &'static Operation {
    static OPERATION: LazyLock<Operation> = LazyLock::new(|| Operation {
        name: "GetSigningCertificate",
        readonly: true,
        no_auth: true,
        ..Operation::default()
    });
    &OPERATION
}

async fn serve(edge: Edge, request: SiteRequest) -> Result<Reply, AwsError> {
    let Site::SigningCertificate { name } = &request.site else {
        return Err(errors::not_found("No such certificate"));
    };
    let key = edge.read(|cx| key::certificate_of(cx.tx))?;
    let key = key.filter(|key| key.name == *name);
    let key = key.ok_or_else(|| errors::not_found("No such certificate"))?;
    let reply = Reply::default().body(key.certificate);
    Ok(reply.header("content-type", "application/x-pem-file"))
}
