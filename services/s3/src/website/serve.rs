//! A request to a website.

use super::KIND;
use super::configuration::Website;
use super::page::{head, page};
use super::redirect::{self, Asked};
use crate::bucket::{self, Bucket, configured};
use crate::object::conditions::Conditions;
use crate::object::{self, Found, Look, Lookup, get_object, show_object};
use crate::shapes::{GetObjectOutput, GetObjectRequest};
use crate::{checks, errors, logging};
use futures_util::future::BoxFuture;
use haneul_model::{Operation, Value};
use haneul_pipeline::{AwsError, Cx, Edge, Reply, Site, SiteRequest};
use http::Method;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;

/// As trails call it.
pub fn operation(method: &Method) -> Option<&'static Operation> {
    let name = match *method {
        Method::HEAD => "HeadObject",
        _ => "GetObject",
    };
    haneul_model::model("s3")?.operation(name)
}

/// As trails show it.
pub fn input(bucket: &str, path: &str) -> Value {
    let key = key(path).unwrap_or_default();
    Value::Struct(vec![
        ("Bucket", Value::Str(bucket.to_owned())),
        ("Key", Value::Str(key)),
    ])
}

pub fn run(edge: Edge, request: SiteRequest) -> BoxFuture<'static, Result<Reply, AwsError>> {
    Box::pin(async move {
        let visit = match Visit::new(&edge, &request) {
            Ok(visit) => visit,
            Err(error) => return shown(&edge, error),
        };
        match visit.answer(&edge).await {
            Ok(reply) => Ok(reply),
            Err(error) => shown(&edge, error),
        }
    })
}

/// An error of the website itself. One of ours goes the usual way.
fn shown(edge: &Edge, error: AwsError) -> Result<Reply, AwsError> {
    match error.status {
        Some(304) => Ok(head(&error).status(304)),
        Some(400..=499) => Ok(page(&edge.call, &error, None)),
        _ => Err(error),
    }
}

fn http_date(text: &str) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(date.timestamp())
}

fn key(path: &str) -> Option<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

struct Visit<'a> {
    bucket: Bucket,
    website: Website,
    key: String,
    request: &'a SiteRequest,
}

impl<'a> Visit<'a> {
    fn new(edge: &Edge, request: &'a SiteRequest) -> Result<Self, AwsError> {
        let Site::Website { bucket, region } = &request.site else {
            return Err(AwsError::internal("a website that is none"));
        };
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return Err(AwsError::new(
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            )
            .status(405)
            .detail("Method", request.method.as_str())
            .detail("ResourceType", "OBJECT")
            .header("allow", "GET, HEAD"));
        }
        let key = key(&request.path).ok_or_else(errors::invalid_uri)?;
        let bucket = edge
            .read(|cx| bucket::find(cx, bucket))?
            .ok_or_else(|| errors::no_such_bucket(bucket))?;
        let named = format!("WEBSITE.{}.OBJECT", request.method);
        logging::watch_by(&edge.call, &bucket, named, Some(&key));
        if region
            .as_ref()
            .is_some_and(|region| *region != bucket.region)
        {
            return Err(errors::incorrect_endpoint(&bucket.name, &bucket.region));
        }
        let website = edge.read(|cx| configured::get(cx, &bucket, KIND, configured::ONLY))?;
        let website = website.ok_or_else(|| errors::no_website(&bucket.name))?;
        Ok(Visit {
            bucket,
            website,
            key,
            request,
        })
    }

    async fn answer(&self, edge: &Edge) -> Result<Reply, AwsError> {
        let info = &edge.call.request;
        let asked = Asked {
            key: &self.key,
            query: &self.request.query,
            host: info.base_url.split("://").nth(1).unwrap_or_default(),
            secure: info.secure,
        };
        if let Some(all) = &self.website.all_to {
            return Ok(asked.all_to(all));
        }
        if let Some(rule) = asked.rule(&self.website.rules, None) {
            return Ok(asked.by(rule));
        }
        let suffix = self.website.index.as_deref().unwrap_or_default();
        let is_folder = self.key.is_empty() || self.key.ends_with('/');
        let key = match is_folder {
            true => format!("{}{suffix}", self.key),
            false => self.key.clone(),
        };
        let error = match self.get(edge, &key, true).await {
            Ok((found, mut reply)) => {
                if let Some(to) = &found.object.redirect {
                    reply = redirect::moved(301, to.clone());
                }
                return Ok(reply);
            }
            Err(error) => error,
        };
        let status = error.status.unwrap_or(500);
        if !is_folder && matches!(status, 403 | 404) {
            let index = format!("{}/{suffix}", self.key);
            if edge.read(|cx| self.is_readable(cx, &index))? {
                return Ok(asked.to_folder());
            }
        }
        if let Some(rule) = asked.rule(&self.website.rules, Some(status)) {
            return Ok(asked.by(rule));
        }
        let Some(document) = &self.website.error else {
            return Err(error);
        };
        // What is no error of the visitor's is not theirs to be shown nicely.
        if !(400..=499).contains(&status) || status == 412 || status == 416 {
            return Err(error);
        }
        match self.get(edge, document, false).await {
            Ok((_, mut reply)) => {
                reply.headers.extend(head(&error).headers);
                Ok(reply.status(status))
            }
            Err(then) => Ok(page(&edge.call, &error, Some(&then))),
        }
    }

    /// An object, as a stranger may read it.
    async fn get(
        &self,
        edge: &Edge,
        key: &str,
        conditional: bool,
    ) -> Result<(Found, Reply), AwsError> {
        let look = self.look(edge, key, conditional);
        for _ in 0..get_object::TRIES {
            let found = edge.read(|cx| {
                self.check(cx, key)?;
                object::look(cx, &look)
            })?;
            if let Some(source) = get_object::open(edge, &look, &found).await? {
                let mut output = GetObjectOutput::default();
                let request = GetObjectRequest::default();
                show_object!(output, request, found);
                let length = source.length();
                let reply = Reply::new(output)
                    .status(found.selection.status)
                    .stream(length, source.stream());
                return Ok((found, reply));
            }
        }
        Err(AwsError::internal(
            "an object was replaced too often while it was opened",
        ))
    }

    /// Who may not list a bucket is not told that something is missing.
    fn check(&self, cx: &mut Cx, key: &str) -> Result<(), AwsError> {
        let object = match object::find(cx, &self.bucket, key, None)? {
            Lookup::Object(object) => Some(object),
            Lookup::Marker(..) | Lookup::Missing => None,
        };
        for check in checks::visit(cx, &self.bucket, key, object.as_deref()) {
            if cx.ask(check)?.is_some() {
                return Err(errors::access_denied());
            }
        }
        Ok(())
    }

    fn is_readable(&self, cx: &mut Cx, key: &str) -> Result<bool, AwsError> {
        let Lookup::Object(object) = object::find(cx, &self.bucket, key, None)? else {
            return Ok(false);
        };
        let mut checks = checks::visit(cx, &self.bucket, key, Some(&object)).into_iter();
        match checks.next() {
            Some(check) => Ok(cx.ask(check)?.is_none()),
            None => Ok(false),
        }
    }

    fn look(&self, edge: &Edge, key: &str, conditional: bool) -> Look {
        let mut look = Look {
            bucket: self.bucket.name.clone(),
            key: key.to_owned(),
            ..Look::default()
        };
        if conditional {
            let header = |name: &str| {
                let value = edge.call.request.headers.get(name)?.to_str().ok()?;
                Some(value.to_owned())
            };
            look.range = header("range");
            look.conditions = Conditions {
                if_match: header("if-match"),
                if_none_match: header("if-none-match"),
                if_modified_since: header("if-modified-since").and_then(|t| http_date(&t)),
                if_unmodified_since: header("if-unmodified-since").and_then(|t| http_date(&t)),
            };
        }
        look
    }
}
