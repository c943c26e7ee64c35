//! Server certificates shown, renamed, taken off.
//!
//! Operations: GetServerCertificate, ListServerCertificates, UpdateServerCertificate, DeleteServerCertificate

use super::errors;
use super::row::{self, CERTIFICATES};
use crate::entity::key;
use crate::page::Paging;
use crate::shapes::*;
use crate::{count, tags};
use haneul_pipeline::{AwsError, Cx};

pub fn get_server_certificate(
    cx: &mut Cx,
    input: GetServerCertificateRequest,
) -> Result<GetServerCertificateResponse, AwsError> {
    let found = row::find(cx, &input.server_certificate_name)?;
    Ok(GetServerCertificateResponse {
        server_certificate: Some(ServerCertificate {
            server_certificate_metadata: Some(row::metadata(cx, &found)),
            certificate_body: Some(found.body),
            certificate_chain: found.chain,
            tags: tags::shown(&found.tags),
        }),
    })
}

pub fn list_server_certificates(
    cx: &mut Cx,
    input: ListServerCertificatesRequest,
) -> Result<ListServerCertificatesResponse, AwsError> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &[prefix])?;
    let under = |found: &row::ServerCertificate| found.path.starts_with(prefix);
    let page = paging.of_table(cx, &CERTIFICATES, under)?;
    let page = page.map(|found| row::metadata(cx, &found));
    Ok(ListServerCertificatesResponse {
        server_certificate_metadata_list: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

pub fn update_server_certificate(
    cx: &mut Cx,
    input: UpdateServerCertificateRequest,
) -> Result<UpdateServerCertificateOutput, AwsError> {
    let mut found = row::find(cx, &input.server_certificate_name)?;
    let old = key(&found.name);
    found.path = input.new_path.unwrap_or(found.path);
    found.name = input.new_server_certificate_name.unwrap_or(found.name);
    if key(&found.name) != old {
        if row::look(cx, &found.name)?.is_some() {
            return Err(errors::certificate_exists(&found.name));
        }
        let scope = cx.account_scope();
        CERTIFICATES.delete(cx.tx, scope, &old)?;
    }
    row::save(cx, &found)?;
    Ok(UpdateServerCertificateOutput {})
}

pub fn delete_server_certificate(
    cx: &mut Cx,
    input: DeleteServerCertificateRequest,
) -> Result<DeleteServerCertificateOutput, AwsError> {
    let found = row::find(cx, &input.server_certificate_name)?;
    let scope = cx.account_scope();
    CERTIFICATES.delete(cx.tx, scope, &key(&found.name))?;
    count::remove(cx, "server-certificate")?;
    Ok(DeleteServerCertificateOutput {})
}
