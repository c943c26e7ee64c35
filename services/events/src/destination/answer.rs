//! What an API destination's answer means: the event arrived, it is told again, or it is given up.

use crate::limits;
use haneul_outbound::{Answer, Failure};
use haneul_pipeline::AwsError;
use jiff::Timestamp;

/// The code of dead letters that a destination did not take.
pub const REFUSED: &str = "SDK_CLIENT_ERROR";

/// Answers that are worth another try, beside those of a server's failure.
const AGAIN: [u16; 4] = [401, 407, 409, 429];

pub fn error(code: &'static str, status: u16, why: impl std::fmt::Display) -> AwsError {
    let message = format!("Unable to invoke ApiDestination endpoint: {why}");
    AwsError::new(code, message).status(status)
}

pub fn judge(answer: &Result<Answer, Failure>, now: Timestamp) -> Result<(), AwsError> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(Failure::Slow(_)) => {
            let why = "Timeout calling endpoint for API Destination: socket closed.";
            return Err(error("UNKNOWN", 503, why));
        }
        // It has answered.
        Err(Failure::Large(_)) => return Ok(()),
        Err(Failure::Url(_)) => return Err(error(REFUSED, 400, "The request is not valid.")),
        Err(_) => {
            let why = "API destination endpoint cannot be reached.";
            return Err(error(REFUSED, 503, why));
        }
    };
    let status = answer.status;
    if (200..300).contains(&status) {
        return Ok(());
    }
    let why = match status {
        401 | 403 | 407 => "The request failed because the credentials included for the \
             connection are not authorized for the API destination."
            .to_owned(),
        _ => format!("Request failed with status code {status}."),
    };
    if status < 500 && !AGAIN.contains(&status) {
        return Err(error(REFUSED, 400, why));
    }
    let wait = answer
        .header("retry-after")
        .and_then(|said| wait(said, now));
    match wait {
        Some(seconds) if seconds < 0 => Err(error(REFUSED, 400, why)),
        // Whoever is to wait for longer than events are tried has no reason to know for how long.
        Some(seconds) => Err(error(REFUSED, 503, why).header(
            "retry-after",
            seconds.min(2 * limits::RETRY_SECONDS).to_string(),
        )),
        None => Err(error(REFUSED, 503, why)),
    }
}

/// Seconds, said as such or as a date.
fn wait(said: &str, now: Timestamp) -> Option<i64> {
    if let Ok(seconds) = said.trim().parse() {
        return Some(seconds);
    }
    let date = jiff::fmt::rfc2822::parse(said.trim()).ok()?;
    Some((date.timestamp().as_second() - now.as_second()).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(wait("120", now), Some(120));
        assert_eq!(wait("-1", now), Some(-1));
        assert_eq!(wait("Thu, 01 Jan 2026 00:01:00 GMT", now), Some(60));
        assert_eq!(wait("Wed, 31 Dec 2025 00:01:00 GMT", now), Some(0));
        assert_eq!(wait("soon", now), None);
    }
}
