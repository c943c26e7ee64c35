//! Places that cannot be used, and what is said about them.

use crate::cloud::Cloud;
use haneul_blob::{Blobs, OpenError};

async fn problem(address: &str) -> OpenError {
    match Blobs::object_store(address).await {
        Ok(_) => panic!("{address} was expected to be refused"),
        Err(problem) => problem,
    }
}

#[tokio::test]
async fn each_reason_has_its_words() {
    let cloud = Cloud::store().await;
    let address = cloud.address(&cloud.host);
    let missing = problem(&address.replace("bytes", "nothing")).await;
    assert!(matches!(&missing, OpenError::NoBucket { bucket, .. } if bucket == "nothing"));
    let strict = Cloud::start(&["--ephemeral", "--strict"]);
    let refused = problem(&address.replace(&cloud.host, &strict.host)).await;
    assert!(matches!(refused, OpenError::WrongKeys { .. }), "{refused}");
    let (no_file, _) = address.split_once("&credentials").unwrap();
    assert!(matches!(problem(no_file).await, OpenError::NoKeys));
    let elsewhere = problem(&format!("{no_file}&credentials=/nowhere")).await;
    assert!(matches!(elsewhere, OpenError::KeyFile { .. }));
    let deaf = problem(&address.replace(&cloud.host, "127.0.0.1:1")).await;
    assert!(matches!(&deaf, OpenError::Unreachable { .. }), "{deaf}");
    assert!(deaf.to_string().contains("refused"), "{deaf}");
    let tls = problem(&address.replace("http://", "https://")).await;
    assert!(matches!(tls, OpenError::Certificate { .. }), "{tls}");
}

#[test]
fn the_command_line_says_what_to_do() {
    let missing = Cloud::refused(&["--blobs", "s3://bytes?endpoint=http://127.0.0.1:1"]);
    assert!(missing.contains("HANEUL_BLOBS_ACCESS_KEY_ID"), "{missing}");
    let other = Cloud::refused(&["--blobs", "gs://bytes"]);
    assert!(other.contains("s3://bucket/prefix"), "{other}");
    let file = tempfile::NamedTempFile::new().unwrap();
    let no_dir = Cloud::refused(&["--blobs", &file.path().display().to_string()]);
    assert!(no_dir.contains("cannot be used"), "{no_dir}");
}
