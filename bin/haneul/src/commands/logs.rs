//! `haneul logs`: the lines of a log group or of a function, as `aws logs tail` prints them.

use crate::door::Door;
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::time::Duration;

pub struct Asked {
    pub name: String,
    pub follow: bool,
    pub filter: Option<String>,
    /// How far back, such as `10m`.
    pub since: String,
    pub region: String,
}

/// With whom, and about what.
struct Talk {
    door: Door,
    keys: (String, String),
    asked: Asked,
}

/// Between two looks at a group that is followed.
const PAUSE: Duration = Duration::from_secs(1);
/// What the groups of functions begin with.
const OF_FUNCTIONS: &str = "/aws/lambda/";
/// Letters of a sandbox's own that are shown.
const SHORT: usize = 8;
/// Milliseconds that an event may come after one that happened later.
const LATE: i64 = 10_000;
/// Events of the last moment that were shown already.
const REMEMBERED: usize = 100_000;

pub fn run(endpoint: Option<&str>, asked: Asked) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    let now = clock(&door)?;
    let mut from = now - since(&asked.since)?;
    let keys = super::env::keys(&door, &door.get("status")?)?;
    let talk = Talk { door, keys, asked };
    let group = group_to_be(&talk)?;
    let mut shown = HashSet::new();
    loop {
        let mut newest = from;
        let mut token = Json::Null;
        loop {
            let page = page(&talk, &group, from, &token)?;
            for event in page["events"].as_array().into_iter().flatten() {
                let id = event["eventId"].as_str().unwrap_or_default().to_owned();
                let at = event["timestamp"].as_i64().unwrap_or_default();
                newest = newest.max(at);
                if shown.insert(id) {
                    print(&group, event, at)?;
                }
            }
            token = page["nextToken"].clone();
            if token.is_null() {
                break;
            }
        }
        if !talk.asked.follow {
            return Ok(());
        }
        // What comes late is still shown, if it is not very late.
        from = from.max(newest - LATE);
        if shown.len() > REMEMBERED {
            shown.clear();
            from = newest + 1;
        }
        std::thread::sleep(PAUSE);
    }
}

fn call(door: &Talk, operation: &str, input: &Json) -> Result<Json, String> {
    let Talk { door, keys, asked } = door;
    let target = format!("Logs_20140328.{operation}");
    door.aws(keys, ("logs", &asked.region), &target, input)
}

/// The group. A function has one once it has run: who follows it waits for that.
fn group_to_be(talk: &Talk) -> Result<String, String> {
    let mut is_told = false;
    loop {
        let found = group(talk)?;
        let name = &talk.asked.name;
        match found {
            Some(group) => return Ok(group),
            None if !talk.asked.follow => {
                return Err(format!(
                    "there is neither a log group nor a function with lines called {name} in {}",
                    talk.asked.region
                ));
            }
            None if !is_told => eprintln!("{name} has no lines yet; waiting for the first"),
            None => {}
        }
        is_told = true;
        std::thread::sleep(PAUSE);
    }
}

/// The group of this name, or that of the function of this name.
fn group(talk: &Talk) -> Result<Option<String>, String> {
    let of_function = format!("{OF_FUNCTIONS}{}", talk.asked.name);
    for name in [talk.asked.name.as_str(), of_function.as_str()] {
        let wish = json!({ "logGroupNamePrefix": name });
        let answer = call(talk, "DescribeLogGroups", &wish)?;
        let mut groups = answer["logGroups"].as_array().into_iter().flatten();
        if groups.any(|group| group["logGroupName"] == name) {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}

fn page(talk: &Talk, group: &str, from: i64, token: &Json) -> Result<Json, String> {
    let mut wish = json!({ "logGroupName": group, "startTime": from.max(0) });
    if let Some(filter) = &talk.asked.filter {
        wish["filterPattern"] = json!(filter);
    }
    if token.is_string() {
        wish["nextToken"] = token.clone();
    }
    call(talk, "FilterLogEvents", &wish)
}

fn print(group: &str, event: &Json, at: i64) -> Result<(), String> {
    use std::io::Write;
    let at = jiff::Timestamp::from_millisecond(at).map_err(|e| e.to_string())?;
    let stream = event["logStreamName"].as_str().unwrap_or_default();
    let stream = match group.starts_with(OF_FUNCTIONS) {
        true => short(stream),
        false => stream,
    };
    let message = event["message"].as_str().unwrap_or_default();
    let line = format!(
        "{} {stream} {}\n",
        at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ"),
        message.trim_end_matches('\n')
    );
    // Whoever reads may have had enough, as `head` has.
    std::io::stdout()
        .write_all(line.as_bytes())
        .map_err(|e| e.to_string())
}

/// Of `2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef`, what tells sandboxes of a day apart.
fn short(stream: &str) -> &str {
    let Some(from) = stream.find('[') else {
        return stream;
    };
    let upto = stream.find(']').map_or(stream.len(), |end| end + 1 + SHORT);
    stream.get(from..upto).unwrap_or(stream)
}

/// Milliseconds of `10m`, `2h`, `1d`.
fn since(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text} is no length of time, such as 10m, 2h or 1d");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let count = text.strip_suffix(unit).unwrap_or_default();
    let count: i64 = count.parse().map_err(|_| wrong())?;
    let unit = match unit {
        's' => 1_000,
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        'w' => 604_800_000,
        _ => return Err(wrong()),
    };
    count.checked_mul(unit).ok_or_else(wrong)
}

/// The cloud's time.
fn clock(door: &Door) -> Result<i64, String> {
    let said = door.get("clock")?;
    let now = said["now"].as_str().unwrap_or_default();
    let now: jiff::Timestamp = now
        .parse()
        .map_err(|_| "the clock cannot be read".to_owned())?;
    Ok(now.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::{short, since};

    #[test]
    fn streams_of_functions_are_shown_short() {
        let long = "2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef";
        assert_eq!(short(long), "[$LATEST]01234567");
        for odd in ["own", "[", "]", "2026/[1]ü", "a]b["] {
            assert_eq!(short(odd), odd);
        }
    }

    #[test]
    fn lengths_of_time() {
        assert_eq!(since("10m"), Ok(600_000));
        assert_eq!(since("1d"), Ok(86_400_000));
        for text in ["", "m", "10", "x5", "5y", "99999999999999999w"] {
            assert!(since(text).is_err(), "{text}");
        }
    }
}
