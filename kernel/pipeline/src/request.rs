//! A request as a listener hands it in, and the answer it gets back.

use crate::reply::ReplyBody;
use crate::upload::RawBody;
use haneul_signature::headers;
use http::{HeaderMap, HeaderValue, Method};
use std::net::IpAddr;

/// The door a request came through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Door {
    /// The listener is bound to a loopback address.
    pub loopback: bool,
    pub secure: bool,
}

pub struct Request {
    pub method: Method,
    /// Still percent-encoded.
    pub path: String,
    /// Without the question mark, still percent-encoded.
    pub query: String,
    pub headers: HeaderMap,
    /// The `:authority` of HTTP/2, where there is no `Host`.
    pub authority: Option<String>,
    pub body: RawBody,
    pub peer: Option<IpAddr>,
    pub door: Door,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: ReplyBody,
}

impl Request {
    /// The host as the client wrote it, with its port.
    pub fn host(&self) -> &str {
        self.headers
            .get(http::header::HOST)
            .and_then(|host| host.to_str().ok())
            .or(self.authority.as_deref())
            .unwrap_or_default()
    }

    pub fn base_url(&self) -> String {
        let scheme = if self.door.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.host())
    }

    /// By its name in lower case.
    pub fn header<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        headers::first(&self.headers, name)?.to_str().ok()
    }

    /// Whether this may be somebody on this machine, rather than a web page that borrowed a
    /// browser on it: the listener is loopback, the host is one of ours, nothing is foreign. Nor what
    /// a cloud on this machine was made to send, such as to an HTTP endpoint of a topic.
    pub fn is_local(&self) -> bool {
        self.door.loopback
            && is_our_name(host_name(self.host()))
            && self.has_no_foreign_origin()
            && !self.is_of_a_cloud()
    }

    fn is_of_a_cloud(&self) -> bool {
        let mut ways = self.headers.get_all(http::header::VIA).iter();
        ways.any(|way| way.as_bytes() == haneul_outbound::VIA.as_bytes())
    }

    fn has_no_foreign_origin(&self) -> bool {
        let cross = |site: &HeaderValue| site.as_bytes().eq_ignore_ascii_case(b"cross-site");
        // All of them: one that is ours does not speak for another beside it.
        let mut sites = headers::all(&self.headers, "sec-fetch-site");
        let mut origins = self.headers.get_all(http::header::ORIGIN).iter();
        !sites.any(cross) && origins.all(|o| o.to_str().is_ok_and(is_our_origin))
    }
}

/// The host without its port, lower-cased where it matters to nobody.
pub(crate) fn host_name(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Names that only lead here, or that AWS owns: no stranger can point one of them at us.
fn is_our_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    is_loopback_name(&name)
        || ["amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws"]
            .iter()
            .any(|domain| is_under(&name, domain))
}

/// Whether a name only leads to this machine.
pub fn is_loopback_name(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        || is_under(name, "localhost")
        || is_under(name, "localhost.localstack.cloud")
}

fn is_under(name: &str, domain: &str) -> bool {
    name == domain
        || name
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

/// Pages of AWS's own domains are strangers' pages, too: only loopback names are ours here.
fn is_our_origin(origin: &str) -> bool {
    let Some((_, rest)) = origin.split_once("://") else {
        return false;
    };
    is_loopback_name(&host_name(rest).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    fn request(host: &str, headers: &[(&'static str, &str)]) -> Request {
        let mut map = HeaderMap::new();
        map.insert("host", host.parse().unwrap());
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        Request {
            method: Method::GET,
            path: "/".into(),
            query: String::new(),
            headers: map,
            authority: None,
            body: http_body_util::Empty::new()
                .map_err(|never| match never {})
                .boxed(),
            peer: None,
            door: Door {
                loopback: true,
                secure: false,
            },
        }
    }

    #[test]
    fn only_our_names_without_a_foreign_page_are_local() {
        let local =
            |host: &str, headers: &[(&'static str, &str)]| request(host, headers).is_local();
        assert!(local("localhost:4566", &[]));
        assert!(local("127.0.0.1:4566", &[]));
        assert!(local("[::1]:4566", &[]));
        assert!(local("bucket.s3.localhost.localstack.cloud:4566", &[]));
        assert!(local("sqs.eu-west-1.amazonaws.com", &[]));
        assert!(local(
            "localhost:4566",
            &[("origin", "http://localhost:3000")]
        ));
        assert!(!local("evil.example:4566", &[]));
        assert!(!local("notlocalhost", &[]));
        assert!(!local("localhost.evil.example", &[]));
        assert!(!local("localhost", &[("origin", "https://evil.example")]));
        assert!(!local("localhost", &[("origin", "null")]));
        assert!(!local(
            "localhost",
            &[("origin", "https://evil.s3.amazonaws.com")]
        ));
        assert!(!local("localhost", &[("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn a_second_origin_counts_as_much_as_the_first() {
        let mut request = request("localhost", &[("origin", "http://localhost")]);
        assert!(request.is_local());
        let foreign = "https://evil.example".parse().unwrap();
        request.headers.append("origin", foreign);
        assert!(!request.is_local());
    }

    #[test]
    fn what_a_cloud_was_made_to_send_is_not_local() {
        assert!(request("localhost", &[("via", "1.1 proxy")]).is_local());
        let mut sent = request("localhost", &[("via", "1.1 proxy")]);
        sent.headers
            .append("via", haneul_outbound::VIA.parse().unwrap());
        assert!(!sent.is_local());
    }

    #[test]
    fn a_listener_that_is_not_loopback_is_never_local() {
        let mut request = request("localhost:4566", &[]);
        request.door.loopback = false;
        assert!(!request.is_local());
    }
}
