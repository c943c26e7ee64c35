//! Errors as browsers see them.

use haneul_pipeline::{AwsError, Call, Reply, host_id};
use std::fmt::Write;

/// AWS's page about an error, and about one more that came of looking for the page to show.
pub fn page(call: &Call, error: &AwsError, then: Option<&AwsError>) -> Reply {
    let status = error.status.unwrap_or(500);
    let title = format!("{status} {}", reason(status));
    let mut text =
        format!("<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<ul>\n");
    list(&mut text, error);
    _ = write!(
        text,
        "<li>RequestId: {}</li>\n<li>HostId: {}</li>\n</ul>\n",
        call.id.s3(),
        host_id(call.id)
    );
    if let Some(then) = then {
        text.push_str(
            "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n",
        );
        list(&mut text, then);
        text.push_str("</ul>\n");
    }
    text.push_str("<hr/>\n</body>\n</html>\n");
    let mut reply = head(error).status(status).body(text);
    reply
        .headers
        .push(("content-type", "text/html; charset=utf-8".to_owned()));
    reply
}

/// What every answer to a request that failed says in its headers.
pub fn head(error: &AwsError) -> Reply {
    let mut reply = Reply::default()
        .header("x-amz-error-code", error.code.clone())
        .header("x-amz-error-message", error.message.clone());
    let key = error.details.iter().find(|(name, _)| *name == "Key");
    if let Some((_, key)) = key {
        reply = reply.header("x-amz-error-detail-key", key.clone());
    }
    reply.headers.extend(error.headers.iter().cloned());
    reply
}

fn list(text: &mut String, error: &AwsError) {
    line(text, "Code", &error.code);
    line(text, "Message", &error.message);
    for (name, value) in &error.details {
        line(text, name, value);
    }
}

fn line(text: &mut String, name: &str, value: &str) {
    let value = value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    _ = writeln!(text, "<li>{name}: {value}</li>");
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error")
}
