//! What a function says of a batch.

use crate::run::Ended;
use serde_json::Value as Json;
use std::collections::HashSet;

#[derive(Debug, PartialEq)]
pub enum Answer {
    Done,
    /// Nothing of it is done.
    Failed,
    /// All but these.
    But(HashSet<String>),
}

/// `partial`: the function may name what failed; `is_known` tells what was in the batch.
pub fn of(ended: &Ended, partial: bool, is_known: impl Fn(&str) -> bool) -> Answer {
    if ended.error.is_some() {
        return Answer::Failed;
    }
    if !partial || ended.payload.is_empty() {
        return Answer::Done;
    }
    let Ok(said) = serde_json::from_slice::<Json>(&ended.payload) else {
        return Answer::Failed;
    };
    let failures = match &said {
        Json::Null => return Answer::Done,
        Json::Object(said) => said.get("batchItemFailures").unwrap_or(&Json::Null),
        _ => return Answer::Failed,
    };
    let failures = match failures {
        Json::Null => return Answer::Done,
        Json::Array(failures) => failures,
        _ => return Answer::Failed,
    };
    // One that cannot be read makes all of them worthless.
    let named = failures.iter().map(|failure| {
        let id = failure.get("itemIdentifier")?.as_str()?;
        is_known(id).then(|| id.to_owned())
    });
    match named.collect::<Option<HashSet<String>>>() {
        None => Answer::Failed,
        Some(none) if none.is_empty() => Answer::Done,
        Some(some) => Answer::But(some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(payload: &'static str, partial: bool) -> Answer {
        let ended = Ended {
            payload: payload.into(),
            ..Ended::default()
        };
        of(&ended, partial, |id| ["a", "b"].contains(&id))
    }

    #[test]
    fn only_what_can_be_read_counts() {
        for done in [
            "",
            "null",
            "{}",
            "{\"batchItemFailures\": []}",
            "{\"batchItemFailures\": null}",
            "{\"other\": 1}",
        ] {
            assert_eq!(answer(done, true), Answer::Done, "{done}");
        }
        for failed in [
            "\"text\"",
            "7",
            "[]",
            "{\"batchItemFailures\": \"a\"}",
            "{\"batchItemFailures\": [{\"itemIdentifier\": \"\"}]}",
            "{\"batchItemFailures\": [{\"itemIdentifier\": null}]}",
            "{\"batchItemFailures\": [{\"id\": \"a\"}]}",
            "{\"batchItemFailures\": [\"a\"]}",
            "{\"batchItemFailures\": [{\"itemIdentifier\": \"a\"}, {\"itemIdentifier\": \"none\"}]}",
        ] {
            assert_eq!(answer(failed, true), Answer::Failed, "{failed}");
            assert_eq!(answer(failed, false), Answer::Done, "{failed}");
        }
        let some = "{\"batchItemFailures\": [{\"itemIdentifier\": \"b\"}]}";
        assert_eq!(
            answer(some, true),
            Answer::But(HashSet::from(["b".to_owned()]))
        );
    }
}
