//! How others learn what was revoked: lists in buckets, and OCSP.

pub mod bucket;
pub mod list;
pub mod ocsp;

use crate::shapes::CrlConfiguration;

/// The bucket's name and what stands before keys in it.
pub fn place_of(list: &CrlConfiguration, id: &str) -> (String, String) {
    let bucket = list.s3_bucket_name.clone().unwrap_or_default();
    let path = list
        .custom_path
        .as_deref()
        .unwrap_or("crl")
        .trim_matches('/');
    let path = match path {
        "" => format!("{id}.crl"),
        path => format!("{path}/{id}.crl"),
    };
    match bucket.split_once('/') {
        Some((bucket, prefix)) => {
            let prefix = prefix.trim_matches('/');
            (bucket.to_owned(), format!("{prefix}/{path}"))
        }
        None => (bucket, path),
    }
}

/// Where a certificate says that the list is.
pub fn list_url(list: &CrlConfiguration, id: &str, region: &str) -> String {
    let (bucket, key) = place_of(list, id);
    match list.custom_cname.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => format!("http://{name}/{key}"),
        None => format!("http://{bucket}.s3.{region}.amazonaws.com/{key}"),
    }
}
