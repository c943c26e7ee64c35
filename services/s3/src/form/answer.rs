//! What a browser is answered after an upload.

use haneul_pipeline::{Form, Reply, RequestInfo};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

pub fn answer(form: &Form, info: &RequestInfo, reply: Reply) -> Reply {
    let etag = reply.value.str("ETag").unwrap_or_default().to_owned();
    let key = form.get("key").unwrap_or_default();
    let key = key.replace("${filename}", &form.file_name);
    let wanted = form.get("success_action_redirect").or(form.get("redirect"));
    if let Some(url) = wanted.and_then(|url| redirect(url, &form.bucket, &key, &etag)) {
        return reply.status(303).header("location", url);
    }
    let path = utf8_percent_encode(&key, IN_PATH);
    // Where the host names the bucket, the path does not.
    let location = match info.path.trim_matches('/').is_empty() {
        true => format!("{}/{path}", info.base_url),
        false => format!("{}/{}/{path}", info.base_url, form.bucket),
    };
    let reply = reply.header("location", location.clone());
    match form.get("success_action_status") {
        Some("200") => reply.status(200),
        Some("201") => reply
            .status(201)
            .header("content-type", "application/xml")
            .body(document(&location, &form.bucket, &key, &etag)),
        _ => reply.status(204),
    }
}

/// The URL with what was uploaded behind it; nothing where it is no URL.
fn redirect(url: &str, bucket: &str, key: &str, etag: &str) -> Option<String> {
    let is_url = ["http://", "https://"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    let mark = if url.contains('?') { '&' } else { '?' };
    let encoded = |text| utf8_percent_encode(text, IN_QUERY).to_string();
    (is_url && plain).then(|| {
        format!(
            "{url}{mark}bucket={}&key={}&etag={}",
            encoded(bucket),
            encoded(key),
            encoded(etag)
        )
    })
}

fn document(location: &str, bucket: &str, key: &str, etag: &str) -> String {
    let safe = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>{}</Location><Bucket>{}</Bucket><Key>{}</Key><ETag>{}</ETag></PostResponse>",
        safe(location),
        safe(bucket),
        safe(key),
        safe(etag)
    )
}
