//! What people answer to text messages: some words mean that they want no more.

use crate::sms::row::{OPTED_OUT, OptedOut};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;

pub const ANSWERED: &str = "answered";

/// As AWS documents them.
const WORDS: &[&str] = &[
    "ARRET",
    "CANCEL",
    "END",
    "OPT-OUT",
    "OPTOUT",
    "QUIT",
    "REMOVE",
    "STOP",
    "TD",
    "UNSUBSCRIBE",
];

pub fn answered(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let word = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    if !WORDS.contains(&word("text").trim().to_ascii_uppercase().as_str()) {
        return Ok(());
    }
    let row = OptedOut { at: cx.now() };
    Ok(OPTED_OUT.put(cx.tx, cx.scope(), &word("to").to_owned(), &row)?)
}
