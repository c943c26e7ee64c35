//! `s3://bucket/prefix?endpoint=…&region=…&path_style=…&credentials=…`, and the client for it.

use super::OpenError;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

const ACCESS_KEY: &str = "HANEUL_BLOBS_ACCESS_KEY_ID";
const SECRET: &str = "HANEUL_BLOBS_SECRET_ACCESS_KEY";
const TOKEN: &str = "HANEUL_BLOBS_SESSION_TOKEN";

/// A request that fails is tried again for so long, in all.
const PATIENCE: Duration = Duration::from_secs(6);
const CONNECT: Duration = Duration::from_secs(3);
/// Without a byte from the store, whatever it is doing. A part must be through within it.
const SILENCE: Duration = Duration::from_secs(30);

#[derive(Debug, PartialEq)]
pub struct Address {
    pub bucket: String,
    pub prefix: Path,
    /// `None` is AWS itself.
    pub endpoint: Option<String>,
    pub region: String,
    path_style: bool,
    credentials: Option<String>,
}

struct Keys {
    access_key: String,
    secret: String,
    token: Option<String>,
}

impl Address {
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let wrong = |why: String| OpenError::Address {
            address: text.to_owned(),
            why,
        };
        let url = Url::parse(text).map_err(|error| wrong(error.to_string()))?;
        let bucket = url.host_str().unwrap_or_default();
        if url.scheme() != "s3" || bucket.is_empty() {
            return Err(wrong("it does not begin with s3:// and a bucket".into()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("keys do not belong into it".into()));
        }
        let prefix = Path::from_url_path(url.path()).map_err(|error| wrong(error.to_string()))?;
        let mut address = Self {
            bucket: bucket.to_owned(),
            prefix,
            endpoint: None,
            region: "us-east-1".to_owned(),
            path_style: false,
            credentials: None,
        };
        let mut path_style = None;
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.into_owned()) {
                ("endpoint", value) => {
                    let endpoint =
                        Url::parse(&value).map_err(|e| wrong(format!("endpoint: {e}")))?;
                    if !matches!(endpoint.scheme(), "http" | "https") {
                        return Err(wrong("its endpoint is neither http:// nor https://".into()));
                    }
                    address.endpoint = Some(value.trim_end_matches('/').to_owned());
                }
                ("region", value) => address.region = value,
                ("path_style", value) => {
                    let value = value.parse();
                    path_style =
                        Some(value.map_err(|_| wrong("path_style is true or false".into()))?);
                }
                ("credentials", value) => address.credentials = Some(value),
                (name, _) => return Err(wrong(format!("it says {name}, which means nothing"))),
            }
        }
        // Few stores of one's own have a name for each bucket; AWS has.
        address.path_style = path_style.unwrap_or(address.endpoint.is_some());
        Ok(address)
    }

    /// Does not speak to the store yet.
    pub fn connect(&self) -> Result<Arc<dyn ObjectStore>, OpenError> {
        // An error means that there is one already, which does as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let keys = self.keys()?;
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(keys.access_key)
            .with_secret_access_key(keys.secret)
            .with_virtual_hosted_style_request(!self.path_style)
            // Not every store knows deleting in bulk.
            .with_config(AmazonS3ConfigKey::DisableBulkDelete, "true")
            .with_client_options(self.client())
            .with_retry(patience());
        if let Some(token) = keys.token {
            builder = builder.with_token(token);
        }
        if let Some(endpoint) = self.endpoint_of_bucket() {
            builder = builder.with_endpoint(endpoint);
        }
        let built = builder.build().map_err(|error| OpenError::client(&error))?;
        Ok(Arc::new(built))
    }

    /// In the virtual style the bucket is part of the host.
    fn endpoint_of_bucket(&self) -> Option<String> {
        let endpoint = self.endpoint.clone()?;
        match self.path_style {
            true => Some(endpoint),
            false => Some(endpoint.replacen("://", &format!("://{}.", self.bucket), 1)),
        }
    }

    fn client(&self) -> ClientOptions {
        let endpoint = self.endpoint.as_ref();
        let plain = endpoint.is_some_and(|endpoint| endpoint.starts_with("http:"));
        ClientOptions::new()
            .with_allow_http(plain)
            // Small images have none, and this client could not be made.
            .with_no_system_certificates(plain)
            .with_connect_timeout(CONNECT)
            .with_read_timeout(SILENCE)
            // A large download takes as long as it takes.
            .with_timeout_disabled()
    }

    fn keys(&self) -> Result<Keys, OpenError> {
        if let Some(path) = &self.credentials {
            return Keys::of_file(path);
        }
        let of = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        match (of(ACCESS_KEY), of(SECRET)) {
            (Some(access_key), Some(secret)) => Ok(Keys {
                access_key,
                secret,
                token: of(TOKEN),
            }),
            _ => Err(OpenError::NoKeys),
        }
    }
}

impl Keys {
    /// The form of AWS's own file of credentials; its first profile counts.
    fn of_file(path: &str) -> Result<Keys, OpenError> {
        let wrong = |why: String| OpenError::KeyFile {
            path: path.to_owned(),
            why,
        };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let value = |name: &str| {
            text.lines()
                .filter_map(|line| line.split_once('='))
                .find(|(key, _)| key.trim() == name)
                .map(|(_, value)| value.trim().to_owned())
        };
        let needed = |name: &str| value(name).ok_or_else(|| wrong(format!("it has no {name}")));
        Ok(Keys {
            access_key: needed("aws_access_key_id")?,
            secret: needed("aws_secret_access_key")?,
            token: value("aws_session_token"),
        })
    }
}

fn patience() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        },
        max_retries: 6,
        retry_timeout: PATIENCE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let aws = Address::parse("s3://bytes").unwrap();
        assert_eq!((aws.bucket.as_str(), aws.path_style), ("bytes", false));
        assert_eq!(
            (aws.region.as_str(), aws.prefix.as_ref()),
            ("us-east-1", "")
        );
        let own = "s3://bytes/a/b/?endpoint=http://ceph:7480/&region=home&credentials=/keys";
        let own = Address::parse(own).unwrap();
        assert_eq!(own.endpoint.as_deref(), Some("http://ceph:7480"));
        assert_eq!((own.prefix.as_ref(), own.path_style), ("a/b", true));
        assert_eq!(own.credentials.as_deref(), Some("/keys"));
        let named = Address::parse("s3://bytes?endpoint=https://s3.x&path_style=false").unwrap();
        assert_eq!(
            named.endpoint_of_bucket().as_deref(),
            Some("https://bytes.s3.x")
        );
        for wrong in [
            "bytes",
            "s3://",
            "gs://bytes",
            "s3://key:secret@bytes",
            "s3://bytes?endpoint=ceph:7480",
            "s3://bytes?path_style=yes",
            "s3://bytes?acces_key=x",
        ] {
            let parsed = Address::parse(wrong);
            assert!(matches!(parsed, Err(OpenError::Address { .. })), "{wrong}");
        }
    }
}
