//! Answers to pages of other origins: what a browser may show them is for the service to say.

use crate::authenticate;
use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::intake::Taken;
use crate::path;
use crate::request::{Answer, Request};
use haneul_wire::route::Site;
use http::{HeaderName, HeaderValue};

/// A request that a page of another origin made.
#[derive(Clone, Debug)]
pub struct CrossOrigin {
    pub partition: String,
    /// The one that is signed for, or the host's.
    pub region: String,
    /// What the request is about, by the first label of its path.
    pub target: String,
    pub origin: String,
    pub method: String,
    /// `Access-Control-Request-Headers`
    pub headers: Option<String>,
}

pub(crate) struct Crossing {
    model: &'static str,
    asked: CrossOrigin,
}

impl Crossing {
    pub fn of(taken: &Taken) -> Option<Crossing> {
        let (request, model, target, region) = match taken {
            Taken::Call(intake) => {
                let (_, target) = intake.target.labels.0.first()?;
                let region = intake.target.region.as_deref();
                let region = path::region(intake.claim.as_ref(), region);
                (&intake.request, intake.target.model.id, target, region)
            }
            Taken::Site { request, site, .. } => {
                let (bucket, region) = match site {
                    Site::Website { bucket, region } => (bucket, region.clone()),
                    Site::FormUpload { bucket } => (bucket, None),
                    _ => return None,
                };
                let region = region.unwrap_or_default();
                (&**request, crate::site::model(site), bucket, region)
            }
        };
        Some(Crossing {
            model,
            asked: asked(request, target, &region)?,
        })
    }

    /// Adds what the service says to an answer, whatever it is.
    pub fn allow(self, cloud: &Cloud, answer: &mut Answer) {
        let Some(entry) = cloud.services.get(self.model) else {
            return;
        };
        let service = &entry.service;
        let headers = cloud.store.read(|tx| service.cross_origin(tx, &self.asked));
        let headers: Result<_, AwsError> = headers;
        for (name, value) in headers.unwrap_or_default() {
            if let Ok(value) = HeaderValue::from_str(&value) {
                answer.headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

fn asked(request: &Request, target: &str, region: &str) -> Option<CrossOrigin> {
    Some(CrossOrigin {
        partition: authenticate::partition_of(region).to_owned(),
        region: region.to_owned(),
        target: target.to_owned(),
        origin: request.header("origin")?.to_owned(),
        method: request.method.as_str().to_owned(),
        headers: request
            .header("access-control-request-headers")
            .map(str::to_owned),
    })
}
