//! `GET /CertificateApproval-<token>`: the link of a validation mail, for whoever has it.

use super::Validation;
use crate::certificate::{self, Status};
use crate::issuing::public;
use haneul_model::{Operation, Value};
use haneul_pipeline::{
    AwsError, Call, Caller, Cx, Edge, Reply, Site, SiteHandler, SiteRequest, Source,
};
use haneul_store::{Scope, Stored, Table};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// By the word in the link.
static APPROVALS: Table<String, Approval> = Table::new("acm_approval").sealed();

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Approval {
    account: String,
    region: String,
    certificate: String,
    domain: String,
}

impl Stored for Approval {
    const VERSION: u32 = 1;
}

pub fn know(cx: &mut Cx, certificate: &str, one: &Validation) -> Result<(), AwsError> {
    let approval = Approval {
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        certificate: certificate.to_owned(),
        domain: one.domain.clone(),
    };
    let scope = cx.partition_scope();
    Ok(APPROVALS.put(cx.tx, scope, &one.token, &approval)?)
}

pub fn forget(cx: &mut Cx, token: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    APPROVALS.delete(cx.tx, scope, token)?;
    Ok(())
}

pub fn find(request: &SiteRequest) -> Option<SiteHandler> {
    let Site::CertificateApproval { .. } = &request.site else {
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
        name: "ApproveCertificate",
        no_auth: true,
        ..Operation::default()
    });
    &OPERATION
}

async fn serve(edge: Edge, request: SiteRequest) -> Result<Reply, AwsError> {
    let Site::CertificateApproval { token } = &request.site else {
        return Err(unknown());
    };
    let find = |cx: &mut Cx| {
        let scope = cx.partition_scope();
        Ok(APPROVALS.get(cx.tx, scope, token)?)
    };
    let approval = edge.read(find)?.ok_or_else(unknown)?;
    let scope = Scope::new(&edge.call.partition, &approval.account, &approval.region);
    let source = Source {
        arn: String::new(),
        account: approval.account.clone(),
    };
    // From here on it is ACM's own work, where the certificate is.
    let caller = Caller::service(&edge.call.partition, "acm.amazonaws.com", source);
    let call = Call::of_background(&edge.cloud, caller, scope, ("acm", "ApproveCertificate"));
    edge.cloud
        .store
        .transact(|tx| approve(&mut Cx::new(tx, &call, &edge.cloud), &approval, token))
        .await?;
    let said = format!("The certificate for {} is approved.\n", approval.domain);
    Ok(Reply::default()
        .body(said)
        .header("content-type", "text/plain"))
}

fn unknown() -> AwsError {
    AwsError::new("ResourceNotFoundException", "There is no such request.").status(404)
}

fn approve(cx: &mut Cx, approval: &Approval, token: &str) -> Result<(), AwsError> {
    forget(cx, token)?;
    let found = certificate::find(cx, &approval.certificate)?;
    let Some(mut row) = found.filter(|row| row.status == Status::Pending) else {
        return Ok(());
    };
    for one in &mut row.validations {
        one.done |= one.domain == approval.domain;
    }
    certificate::save(cx, &row)?;
    match row.validations.iter().all(|one| one.done) {
        true => public::order(cx, &row.id),
        false => Ok(()),
    }
}
