//! What a host name says: `bucket.s3.eu-west-1.amazonaws.com` and its kin.

use crate::request::RequestHead;

/// The parts of a genuine AWS name, or of the same name under a local domain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Host {
    pub service: Option<String>,
    pub region: Option<String>,
    /// Everything before the service.
    pub prefix: Option<String>,
    /// All labels before a local domain, where the name is under one: they may be a bucket's name,
    /// as SDKs write it when their endpoint is `http://localhost`.
    pub local: Option<String>,
}

const DOMAINS: [&str; 7] = [
    "amazonaws.com.cn",
    "amazonaws.com",
    "api.amazonwebservices.com.cn",
    "api.aws",
    "on.aws",
    "localhost.localstack.cloud",
    "localhost",
];

pub(super) fn of(head: &RequestHead<'_>) -> Host {
    head.header("host").map_or_else(Host::default, Host::parse)
}

impl Host {
    /// Reads a `Host` header; a name that is not one of AWS's says nothing.
    pub fn parse(host: &str) -> Host {
        let name = host.rsplit_once(':').map_or(host, |(name, port)| {
            let is_port = port.bytes().all(|b| b.is_ascii_digit());
            if is_port { name } else { host }
        });
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let found = DOMAINS.iter().find_map(|domain| {
            let rest = name.strip_suffix(domain)?;
            Some((rest.strip_suffix('.')?, domain.starts_with("localhost")))
        });
        let Some((labels, local)) = found else {
            return Host::default();
        };
        Host {
            local: local.then(|| labels.to_owned()),
            ..read(labels)
        }
    }

    /// The host taken as a bucket's, if it can be one.
    pub(super) fn into_bucket(self) -> Host {
        match self.local {
            None => self,
            Some(bucket) => Host {
                service: Some("s3".to_owned()),
                region: None,
                prefix: Some(bucket),
                local: None,
            },
        }
    }
}

fn read(labels: &str) -> Host {
    let mut labels: Vec<&str> = labels.split('.').collect();
    let marker = |label: Option<&&str>| matches!(label, Some(&"dualstack" | &"vpce"));
    while marker(labels.last()) {
        labels.pop();
    }
    let mut region = labels.pop_if(|label| is_region(label));
    while marker(labels.last()) {
        labels.pop();
    }
    let Some(service) = labels.pop() else {
        return Host::default();
    };
    let (service, dashed) = split_dashed(service);
    region = region.or(dashed);
    if region.is_none() && labels.len() == 1 {
        // The oldest names put the region first: `eu-west-1.queue.amazonaws.com`.
        region = labels.pop_if(|label| is_region(label));
    }
    labels.retain(|label| !label.starts_with("vpce-"));
    let prefix = labels.join(".");
    Host {
        service: Some(canonical(service).to_owned()),
        region: region.map(str::to_owned),
        prefix: (!prefix.is_empty()).then_some(prefix),
        local: None,
    }
}

/// `s3-eu-west-1`, `s3-website-us-east-1`: the region hangs on the service.
fn split_dashed(label: &str) -> (&str, Option<&str>) {
    let service = ["s3-website", "s3"].iter().find_map(|service| {
        let region = label.strip_prefix(service)?.strip_prefix('-')?;
        is_region(region).then_some((*service, Some(region)))
    });
    service.unwrap_or((label, None))
}

fn canonical(service: &str) -> &str {
    let plain = service.strip_suffix("-fips").unwrap_or(service);
    match plain {
        "queue" => "sqs",
        "s3-accelerate" | "s3-accesspoint" | "s3-external-1" => "s3",
        _ if plain.starts_with("s3express-") => "s3",
        _ => plain,
    }
}

/// `us-east-1`, `us-gov-west-1`, `ap-southeast-2`.
fn is_region(label: &str) -> bool {
    let parts: Vec<&str> = label.split('-').collect();
    let [area, middle @ .., number] = parts.as_slice() else {
        return false;
    };
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    (2..=4).contains(&area.len())
        && word(area)
        && !middle.is_empty()
        && middle.iter().all(word)
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_digit())
}
