//! `haneul policy`: policies from what was done.

use super::shown;
use crate::door::Door;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

/// The policy goes to standard output, where it can be piped on; what it was made of, beside it.
pub fn generate(endpoint: Option<&str>, principal: &str) -> Result<(), String> {
    let principal_encoded = utf8_percent_encode(principal, NON_ALPHANUMERIC);
    let said = Door::of(endpoint)?.get(&format!("policy?principal={principal_encoded}"))?;
    if said["policy"] == Json::Null {
        return Err(format!(
            "There is no record of {principal} being allowed anything."
        ));
    }
    eprintln!(
        "from {} recorded calls since {}",
        shown(&said["calls"]),
        shown(&said["since"])
    );
    println!("{:#}", said["policy"]);
    Ok(())
}
