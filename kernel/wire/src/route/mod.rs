//! Which operation of which service a request means, from what AWS clients send: the target
//! header, the scope of the signature, the host, the path, and `Action` with `Version`.

mod catalogue;
mod host;
mod pattern;
mod rest;
mod rpc;
mod scope;

pub use catalogue::{Catalogue, Models};
pub use host::Host;
pub use scope::Scope;

use crate::request::{Labels, RequestHead};
use haneul_model::{Model, Operation, Protocol};

/// An operation that a request means.
#[derive(Debug)]
pub struct Target {
    pub model_id: &'static str,
    pub model: &'static Model,
    pub operation: &'static Operation,
    pub protocol: Protocol,
    pub labels: Labels,
    /// The region of the signature, else of the host.
    pub region: Option<String>,
    /// S3's bucket, wherever the client wrote it.
    pub bucket: Option<String>,
    /// What stood before the service in the host: an account, a bucket, an endpoint's name.
    pub host_prefix: Option<String>,
}

/// Where a request goes.
#[derive(Debug)]
pub enum Route {
    Operation(Box<Target>),
    /// A name in the host that is served by something a customer made.
    Site(Site),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Site {
    /// A bucket's website.
    Website {
        bucket: String,
        region: Option<String>,
    },
    FunctionUrl {
        id: String,
        region: Option<String>,
    },
    /// A stage of an API of API Gateway.
    ExecuteApi {
        id: String,
        region: Option<String>,
    },
    /// A browser's form that uploads into a bucket.
    FormUpload {
        bucket: String,
    },
    /// The certificate that SNS's messages are verified with.
    SigningCertificate {
        name: String,
    },
    /// Whether certificates of private authorities are still good.
    Ocsp {
        region: Option<String>,
    },
    /// The link of a mail that asks whether somebody may have a certificate.
    CertificateApproval {
        token: String,
    },
    /// A browser asking what a bucket allows.
    Preflight {
        bucket: String,
        region: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum RouteError {
    UnknownService(String),
    UnknownOperation {
        service: &'static str,
        operation: String,
        /// The protocol to refuse in.
        protocol: Protocol,
    },
    /// The path is known, for other methods.
    MethodNotAllowed {
        service: &'static str,
        protocol: Protocol,
    },
}

/// What every step of the search looks at.
struct Search<'a> {
    catalogue: &'a dyn Catalogue,
    head: &'a RequestHead<'a>,
    /// A form body, for `Action`.
    form: &'a str,
    scope: Option<Scope>,
    host: Host,
}

/// Finds the operation. `form` is the body where it is a form, else empty.
pub fn route(
    catalogue: &dyn Catalogue,
    head: &RequestHead<'_>,
    form: &[u8],
) -> Result<Route, RouteError> {
    let scope = scope::of(head);
    let search = Search {
        catalogue,
        head,
        form: std::str::from_utf8(form).unwrap_or_default(),
        host: hosted(catalogue, head, scope.as_ref()),
        scope,
    };
    if let Some(site) = search.site() {
        return Ok(Route::Site(site));
    }
    if let Some(found) = rpc::find(&search) {
        return found;
    }
    rest::find(&search)
}

/// What the host says. A name under a local domain that no service has is a bucket's, unless the
/// signature is for another service than S3.
fn hosted(catalogue: &dyn Catalogue, head: &RequestHead<'_>, scope: Option<&Scope>) -> Host {
    let host = host::of(head);
    let for_s3 = scope.is_none_or(|scope| scope.service == "s3");
    let Some(service) = host.service.as_deref().filter(|_| for_s3) else {
        return host;
    };
    let signed = scope.is_some();
    let is_service = match service {
        "s3" | "s3-website" | "s3-control" | "lambda-url" | "execute-api" => true,
        _ => {
            !signed
                && (!catalogue.by_endpoint_prefix(service).is_empty()
                    || !catalogue.by_signing_name(service).is_empty())
        }
    };
    match is_service {
        true => host,
        false => host.into_bucket(),
    }
}

impl Search<'_> {
    fn region(&self) -> Option<String> {
        let signed = self.scope.as_ref().and_then(|s| s.region.clone());
        signed.or_else(|| self.host.region.clone())
    }

    fn site(&self) -> Option<Site> {
        if let Some(name) = self.certificate() {
            return Some(Site::SigningCertificate { name });
        }
        if let Some(token) = self.approval() {
            return Some(Site::CertificateApproval { token });
        }
        let region = self.host.region.clone();
        let prefix = || self.host.prefix.clone();
        match self.host.service.as_deref()? {
            "s3-website" => prefix().map(|bucket| Site::Website { bucket, region }),
            "lambda-url" => prefix().map(|id| Site::FunctionUrl { id, region }),
            "execute-api" => prefix().map(|id| Site::ExecuteApi { id, region }),
            "acm-pca" if self.host.prefix.as_deref() == Some("ocsp") => Some(Site::Ocsp { region }),
            _ => None,
        }
    }

    /// No bucket has capitals in its name.
    fn certificate(&self) -> Option<String> {
        let name = self.head.path.strip_prefix("/SimpleNotificationService-")?;
        let name = name.strip_suffix(".pem")?;
        self.is_unsigned_get().then(|| name.to_owned())
    }

    fn approval(&self) -> Option<String> {
        let token = self.head.path.strip_prefix("/CertificateApproval-")?;
        self.is_unsigned_get().then(|| token.to_owned())
    }

    fn is_unsigned_get(&self) -> bool {
        self.head.method == http::Method::GET && self.scope.is_none()
    }

    /// The models that the signature or the host can mean; those that both mean where there are
    /// some. `None` where neither says anything.
    fn candidates(&self) -> Option<Result<Vec<&'static str>, RouteError>> {
        let signed = self.scope.as_ref().map(|s| self.named(&s.service));
        let hosted = self.host.service.as_ref().map(|s| self.at_host(s));
        let hosted = hosted.filter(|ids| !ids.is_empty());
        match (signed, hosted) {
            (None, None) => None,
            (None, Some(ids)) => Some(Ok(ids)),
            (Some(ids), hosted) if !ids.is_empty() => {
                let both = |hosted: Vec<&'static str>| -> Vec<_> {
                    let common = ids.iter().filter(|id| hosted.contains(id));
                    common.copied().collect()
                };
                let common = hosted.map(both).filter(|ids| !ids.is_empty());
                Some(Ok(common.unwrap_or(ids)))
            }
            (Some(_), Some(ids)) => Some(Ok(ids)),
            (Some(_), None) => {
                let name = self.scope.as_ref().map(|s| s.service.clone());
                Some(Err(RouteError::UnknownService(name.unwrap_or_default())))
            }
        }
    }

    fn named(&self, service: &str) -> Vec<&'static str> {
        let ids = self.catalogue.by_signing_name(service);
        let ids = match ids.is_empty() {
            true => self.catalogue.by_endpoint_prefix(service),
            false => ids,
        };
        own_first(ids, service)
    }

    /// Some services have names of two labels: `data.mediastore`, `api.ecr`.
    fn at_host(&self, service: &str) -> Vec<&'static str> {
        let before = self
            .host
            .prefix
            .as_deref()
            .and_then(|p| p.rsplit('.').next());
        let longer = before.map(|before| format!("{before}.{service}"));
        let longer = longer.map(|name| self.catalogue.by_endpoint_prefix(&name));
        match longer {
            Some(ids) if !ids.is_empty() => ids,
            _ => self.hosted(service),
        }
    }

    fn hosted(&self, service: &str) -> Vec<&'static str> {
        let ids = self.catalogue.by_endpoint_prefix(service);
        let ids = match ids.is_empty() {
            true => self.catalogue.by_signing_name(service),
            false => ids,
        };
        own_first(ids, service)
    }

    fn target(
        &self,
        model: &'static Model,
        operation: &'static Operation,
        protocol: Protocol,
        labels: Labels,
    ) -> Route {
        let is_s3 = model.metadata.service_id == "S3";
        let bucket = labels.get("Bucket").filter(|_| is_s3);
        Route::Operation(Box::new(Target {
            model_id: model.id,
            model,
            operation,
            protocol,
            bucket: bucket.map(str::to_owned),
            labels,
            region: self.region(),
            host_prefix: self.host.prefix.clone(),
        }))
    }
}

/// Of models that share a name, the one that is called by it comes first.
fn own_first(mut ids: Vec<&'static str>, name: &str) -> Vec<&'static str> {
    ids.sort_by_key(|id| *id != name);
    ids
}
