//! OCSP at `ocsp.acm-pca.<region>.amazonaws.com`: posted, or in the URL, from anyone.

use crate::authority::{self, State, key, ocsp_is_on};
use crate::certificate;
use crate::errors;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_certificate::{Asked, Status, answer, asked, key_id, refusal};
use haneul_model::{Operation, Value};
use haneul_pipeline::{AwsError, Cx, Edge, Reply, Site, SiteHandler, SiteRequest};
use haneul_store::{Scope, Stored, Table, Tx};
use jiff::SignedDuration;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// By what the issuing key is known by, in hexadecimal digits.
static ISSUERS: Table<String, Issuer> = Table::new("acm_pca_issuer");

/// How long an answer is good.
const GOOD: SignedDuration = SignedDuration::from_hours(24);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Issuer {
    account: String,
    region: String,
    id: String,
}

impl Stored for Issuer {
    const VERSION: u32 = 1;
}

fn everywhere(scope: Scope) -> Scope {
    Scope {
        account: "",
        region: "",
        ..scope
    }
}

pub fn know(cx: &mut Cx, key: &[u8], id: &str) -> Result<(), AwsError> {
    let issuer = Issuer {
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        id: id.to_owned(),
    };
    let scope = everywhere(cx.scope());
    Ok(ISSUERS.put(cx.tx, scope, &hex::encode(key), &issuer)?)
}

pub fn forget(tx: &mut Tx, scope: Scope, key: &[u8]) -> Result<(), AwsError> {
    ISSUERS.delete(tx, everywhere(scope), &hex::encode(key))?;
    Ok(())
}

/// Where certificates say that they may be asked for.
pub fn url(custom: &str, region: &str) -> String {
    match custom {
        "" => format!("http://ocsp.acm-pca.{region}.amazonaws.com"),
        name => format!("http://{name}"),
    }
}

pub fn find(request: &SiteRequest) -> Option<SiteHandler> {
    let Site::Ocsp { .. } = &request.site else {
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
        name: "GetOcspResponse",
        readonly: true,
        no_auth: true,
        ..Operation::default()
    });
    &OPERATION
}

async fn serve(edge: Edge, request: SiteRequest) -> Result<Reply, AwsError> {
    let said = match request.method {
        http_post if http_post.as_str() == "POST" => Some(request.body.to_vec()),
        _ => in_url(&request.path),
    };
    let body = match said.map(|bytes| asked(&bytes)) {
        Some(Ok(asked)) => edge.read(|cx| say(cx, &asked))?,
        _ => refusal(false),
    };
    let reply = Reply::default().body(body);
    Ok(reply.header("content-type", "application/ocsp-response"))
}

fn in_url(path: &str) -> Option<Vec<u8>> {
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8();
    BASE64_STANDARD.decode(path.ok()?.as_bytes()).ok()
}

fn say(cx: &mut Cx, asked: &Asked) -> Result<Vec<u8>, AwsError> {
    let scope = cx.partition_scope();
    let Some(issuer) = ISSUERS.get(cx.tx, scope, &hex::encode(&asked.issuer))? else {
        return Ok(refusal(true));
    };
    let scope = cx.scope_of(&issuer.account, &issuer.region);
    let found = authority::of_scope(cx.tx, scope, &issuer.id)?;
    let Some(found) = found.filter(|found| found.state != State::Deleted) else {
        return Ok(refusal(true));
    };
    if ocsp_is_on(&found)?.is_none() {
        return Ok(refusal(true));
    }
    let mut known = Vec::new();
    for serial in &asked.serials {
        let row = certificate::find_of(cx.tx, scope, &issuer.id, &hex::encode(serial))?;
        known.push(match row.map(|row| row.reason()) {
            Some(Some((at, reason))) => Status::Revoked(at, reason),
            Some(None) => Status::Good,
            None => Status::Unknown,
        });
    }
    let own = key::of(cx.tx, scope, &issuer.id)?;
    let known_by = key_id(&own.public().map_err(AwsError::internal)?);
    let times = (cx.now(), cx.now() + GOOD);
    let made = answer(asked, &known, times, &known_by, &own, key::signing(&found)?);
    made.map_err(|why| errors::validation(why.to_string()))
}
