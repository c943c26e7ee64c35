//! `haneul clock`: the cloud's time.

use super::shown;
use crate::cli::ClockAction;
use crate::door::Door;
use serde_json::{Value as Json, json};

pub fn run(endpoint: Option<&str>, action: ClockAction) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    let clock = match action {
        ClockAction::Show => door.get("clock")?,
        ClockAction::Freeze => door.post("clock", &json!({ "mode": "frozen" }))?,
        ClockAction::Run => door.post("clock", &json!({ "mode": "running" }))?,
        ClockAction::Advance { by } => {
            let seconds = seconds_of(&by)?;
            door.post("clock", &json!({ "advance_seconds": seconds }))?
        }
    };
    print(&clock);
    Ok(())
}

fn print(clock: &Json) {
    println!("{}  {}", shown(&clock["now"]), shown(&clock["mode"]));
}

/// `30d`, `1d12h`, `90s`; a bare number is seconds.
fn seconds_of(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text:?} is not a duration; write 90s, 15m, 36h, 30d or 1d12h");
    let mut total = 0u64;
    let mut number: Option<u64> = None;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            let grown = number.unwrap_or(0).checked_mul(10).ok_or_else(wrong)?;
            number = Some(grown + u64::from(digit));
            continue;
        }
        let unit = match c {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 7 * 86_400,
            _ => return Err(wrong()),
        };
        let amount = number.take().ok_or_else(wrong)?;
        total = amount
            .checked_mul(unit)
            .and_then(|seconds| total.checked_add(seconds))
            .ok_or_else(wrong)?;
    }
    match (number, total) {
        (Some(bare), 0) => Ok(bare),
        (None, _) if !text.is_empty() => Ok(total),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::seconds_of;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("90s", 90),
            ("30d", 2_592_000),
            ("1d12h", 129_600),
            ("5", 5),
            ("0s", 0),
        ] {
            assert_eq!(seconds_of(text), Ok(seconds), "{text}");
        }
        for text in ["", "d", "5x", "1d5", "99999999999999999999d", "-5s"] {
            assert!(seconds_of(text).is_err(), "{text}");
        }
    }
}
