//! What exports and imports say of a bucket that refuses them.

use haneul_pipeline::AwsError;

/// Seconds between two tries at most, of what works with a bucket.
pub const LONGEST_PAUSE: i64 = 60;

/// Code and text that it failed with; the error itself where another try may do better.
pub fn failure(error: AwsError) -> Result<(String, String), AwsError> {
    if error.is_transient(haneul_model::model("s3")) {
        return Err(error);
    }
    let code = match error.code.as_ref() {
        "NoSuchBucket" => "S3NoSuchBucket",
        code => code,
    };
    Ok((code.to_owned(), error.message))
}
