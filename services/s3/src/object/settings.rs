//! What a request that makes an object says about it.

use super::{Headers, LockWish, NULL, version_id};
use crate::acl::Wish;
use crate::bucket::Bucket;
use crate::encryption::{self, CustomerKey, KeyWish};
use crate::storage_class::{self, Storage};
use crate::{errors, limits, tagging};
use haneul_pipeline::AwsError;

/// The common members of PutObject, CopyObject and CreateMultipartUpload.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub headers: Headers,
    pub metadata: Vec<(String, String)>,
    /// As the header has it.
    pub tagging: Option<String>,
    pub acl: Wish,
    pub encryption: Option<String>,
    pub key_id: Option<String>,
    pub key_context: Option<String>,
    pub bucket_key: Option<bool>,
    /// The key of KMS that comes of these and of what the bucket says.
    pub by_key: Option<KeyWish>,
    pub customer: Option<CustomerKey>,
    pub storage_class: Option<String>,
    pub redirect: Option<String>,
    pub lock: LockWish,
    pub event_hold: bool,
}

macro_rules! settings {
    ($input:expr) => {
        $crate::object::settings::Settings {
            headers: $crate::object::Headers {
                content_type: $input.content_type.take(),
                cache_control: $input.cache_control.take(),
                content_disposition: $input.content_disposition.take(),
                content_encoding: $input.content_encoding.take(),
                content_language: $input.content_language.take(),
                expires: $input.expires.take(),
            },
            metadata: $input.metadata.take().unwrap_or_default(),
            tagging: $input.tagging.take(),
            acl: $crate::acl::wish!($input),
            encryption: $input.server_side_encryption.take(),
            key_id: $input.ssekms_key_id.take(),
            key_context: $input.ssekms_encryption_context.take(),
            bucket_key: $input.bucket_key_enabled,
            by_key: None,
            customer: $crate::encryption::customer_key!($input)?,
            storage_class: $input.storage_class.take(),
            redirect: $input.website_redirect_location.take(),
            lock: $crate::object::LockWish {
                mode: $input.object_lock_mode.take(),
                until: $input.object_lock_retain_until_date,
                legal_hold: $input.object_lock_legal_hold_status.take(),
            },
            event_hold: $input.object_lock_event_hold.is_some()
                || $input.object_lock_event_hold_duration_days.is_some()
                || $input.object_lock_event_hold_duration_years.is_some(),
        }
    };
}

pub(crate) use settings;

impl Settings {
    /// Refuses what is not done, and what the bucket does not allow.
    pub fn check(&mut self, bucket: &Bucket) -> Result<(), AwsError> {
        self.refuse_undone()?;
        self.by_key = self.key_wish(bucket);
        encryption::check_customer_keys(bucket, self.customer.is_some())?;
        if self.customer.is_some() && self.encryption.is_some() {
            return Err(errors::invalid_argument(
                "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
                "x-amz-server-side-encryption",
                self.encryption.as_deref().unwrap_or_default(),
            ));
        }
        check_redirect(self.redirect.as_deref())?;
        self.acl.read(bucket, &bucket.owner)?;
        self.tidy();
        let size: usize = self.metadata.iter().map(|(k, v)| k.len() + v.len()).sum();
        match size > limits::METADATA_BYTES {
            true => Err(errors::metadata_too_large(size)),
            false => Ok(()),
        }
    }

    pub fn tags(&self) -> Result<Vec<(String, String)>, AwsError> {
        match &self.tagging {
            Some(header) => tagging::from_header(header),
            None => Ok(Vec::new()),
        }
    }

    pub fn storage(&self) -> Result<Storage, AwsError> {
        Ok(Storage::of(storage_class::parse(
            self.storage_class.as_deref(),
        )?))
    }

    fn refuse_undone(&self) -> Result<(), AwsError> {
        let undone = |what: &str| Err(AwsError::not_implemented(what));
        if self.event_hold {
            return undone("event holds of S3 Object Lock");
        }
        match self.encryption.as_deref() {
            None | Some("AES256" | "aws:kms" | "aws:kms:dsse") => {}
            Some(other) => return undone(&format!("S3 server-side encryption with {other}")),
        }
        let by_kms = self.encryption.as_deref().is_some_and(is_by_kms);
        if (self.key_id.is_some() || self.key_context.is_some()) && !by_kms {
            return Err(errors::invalid_argument(
                "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
                "x-amz-server-side-encryption",
                self.encryption.as_deref().unwrap_or("null"),
            ));
        }
        self.storage().map(drop)
    }

    /// What the request asks for, else what the bucket does.
    fn key_wish(&self, bucket: &Bucket) -> Option<KeyWish> {
        let usual = bucket.default_key.as_ref();
        let bucket_key = self.bucket_key;
        let bucket_key = bucket_key.or(usual.map(|usual| usual.bucket_key));
        match self.encryption.as_deref() {
            None if self.customer.is_some() => None,
            None => usual.map(|usual| KeyWish {
                key: usual.key.clone(),
                double: usual.double,
                bucket_key: bucket_key == Some(true) && !usual.double,
                context: None,
            }),
            Some(name) if is_by_kms(name) => {
                let double = name == "aws:kms:dsse";
                Some(KeyWish {
                    key: self.key_id.clone(),
                    double,
                    bucket_key: bucket_key == Some(true) && !double,
                    context: self.key_context.clone(),
                })
            }
            Some(_) => None,
        }
    }

    fn tidy(&mut self) {
        for (name, _) in &mut self.metadata {
            name.make_ascii_lowercase();
        }
        // The framing of the upload is no encoding of the object.
        if let Some(encodings) = &mut self.headers.content_encoding {
            let kept: Vec<&str> = encodings
                .split(',')
                .map(str::trim)
                .filter(|e| !e.is_empty() && *e != "aws-chunked")
                .collect();
            *encodings = kept.join(",");
        }
        self.headers.content_encoding.take_if(|e| e.is_empty());
        if self
            .headers
            .content_type
            .as_deref()
            .is_none_or(str::is_empty)
        {
            self.headers.content_type = Some("binary/octet-stream".to_owned());
        }
    }
}

fn is_by_kms(algorithm: &str) -> bool {
    algorithm.starts_with("aws:kms")
}

fn check_redirect(location: Option<&str>) -> Result<(), AwsError> {
    match location {
        Some(to)
            if !["/", "http://", "https://"]
                .iter()
                .any(|p| to.starts_with(p)) =>
        {
            Err(errors::invalid_redirect(
                "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
            ))
        }
        Some(to) if to.len() > limits::REDIRECT_BYTES => Err(errors::invalid_redirect(
            "The length of website redirect location cannot exceed 2,048 characters.",
        )),
        _ => Ok(()),
    }
}

pub fn check_key(key: &str) -> Result<(), AwsError> {
    match key.len() > limits::KEY_BYTES {
        true => Err(errors::key_too_long(key.len())),
        false => Ok(()),
    }
}

/// What can be no version's id is an error of its own.
pub fn check_version(version: Option<&str>) -> Result<(), AwsError> {
    match version {
        None | Some(NULL) => Ok(()),
        Some(id) if version_id::order(id).is_some() => Ok(()),
        Some(id) => Err(errors::invalid_argument(
            "Invalid version id specified",
            "versionId",
            id,
        )),
    }
}
