//! A browser's form with a file in it: a call of an operation, written otherwise. Its signature is
//! that of its policy, and its file streams.

mod multipart;
mod signature;

use crate::begins::Begins;
use crate::cloud::Cloud;
use crate::cx::{Call, RequestInfo};
use crate::error::AwsError;
use crate::path::{self, Moment};
use crate::reply::Reply;
use crate::request::Request;
use crate::response::{self, Voice};
use crate::run;
use crate::upload::{RawBody, Upload};
use haneul_wire::{Labels, RequestHead};
use http::HeaderMap;
use std::ops::RangeInclusive;

pub use signature::FormTime;

/// The fields before the file, in their order.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub bucket: String,
    pub fields: Vec<(String, String)>,
    /// What the browser calls the file.
    pub file_name: String,
}

impl Form {
    /// Fields have the names of headers, whatever their capitals.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self
            .fields
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// What a form asks for.
pub struct FormCall {
    pub operation: &'static str,
    pub labels: Vec<(&'static str, String)>,
    /// The call's headers, as the form's fields have them.
    pub headers: HeaderMap,
    /// Bytes the file may have.
    pub sizes: RangeInclusive<u64>,
    /// The error for a file of another size.
    pub wrong_size: fn(u64, &RangeInclusive<u64>) -> AwsError,
    /// What the browser is answered.
    pub answer: fn(&Form, &RequestInfo, Reply) -> Reply,
}

pub(crate) async fn walk(
    cloud: &Cloud,
    mut request: Request,
    bucket: &str,
    body: RawBody,
    Moment { id, now, witness }: Moment<'_>,
    voice: &mut Voice,
) -> Result<Reply, AwsError> {
    let model = haneul_model::model("s3");
    let served = model.and_then(|model| Some((model, cloud.services.get(model.id)?)));
    let Some((model, entry)) = served else {
        return Err(AwsError::not_implemented("forms"));
    };
    let service = &entry.service;
    if let Some(operation) = model.operation("PutObject") {
        voice.at_site(model, operation);
    }
    let boundary = multipart::boundary(&request)?;
    let (fields, file) = multipart::read(body, &boundary).await?;
    let form = Form {
        bucket: bucket.to_owned(),
        fields,
        file_name: file.name.clone(),
    };
    let (caller, time) = signature::authenticate(cloud, &form, request.is_local())?;
    let asked = service.form(&form, &time)?;
    let operation = model
        .operation(asked.operation)
        .ok_or_else(|| AwsError::internal("a form that means no operation"))?;
    voice.at_site(model, operation);
    request.method = http::Method::POST;
    let head = RequestHead {
        method: &request.method,
        path: &request.path,
        query: "",
        headers: &asked.headers,
    };
    let labels = Labels(asked.labels);
    let protocol = haneul_model::Protocol::RestXml;
    let value = haneul_wire::decode(model, operation, protocol, &labels, &head, b"")
        .map_err(response::wire_error)?;
    let region = time
        .region
        .clone()
        .unwrap_or_else(|| "us-east-1".to_owned());
    let most = *asked.sizes.end();
    let sent = request
        .header("content-length")
        .and_then(|l| l.parse().ok());
    let mut info = path::info(request);
    info.headers = asked.headers;
    info.posted = true;
    info.witness = witness.clone();
    info.names_region = time.region.is_some();
    let call = Call {
        id,
        account: caller.account().to_owned(),
        partition: caller.partition.clone(),
        caller,
        region,
        service: model.id,
        operation: operation.name,
        request: info.clone(),
        now,
        delivers: None,
    };
    let file = file.limit(asked.sizes, asked.wrong_size);
    let mut upload = Upload::plain(file, None, None);
    upload.most = Some(sent.map_or(most, |sent: u64| sent.min(most)));
    let begins = Begins::Fresh;
    let reply = run::execute(cloud, call, begins, model, operation, value, Some(upload)).await?;
    Ok((asked.answer)(&form, &info, reply))
}
