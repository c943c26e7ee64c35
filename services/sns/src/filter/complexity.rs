//! How much a filter policy may ask.

use serde_json::{Map, Value as Json};

const KEYS: usize = 5;
const COMBINATIONS: usize = 150;

/// What a policy asks for, as AWS counts it.
struct Count {
    keys: usize,
    combinations: usize,
}

/// What is too much of it.
pub fn check(policy: &Json, body: bool) -> Result<(), String> {
    let Some(fields) = policy.as_object() else {
        return Ok(());
    };
    if !body && fields.values().any(Json::is_object) {
        let why = "Filter policy scope MessageAttributes does not support nested filter policy";
        return Err(why.to_owned());
    }
    let count = of(fields, 1);
    if count.keys > KEYS {
        return Err(format!("Filter policy can not have more than {KEYS} keys"));
    }
    match count.combinations > COMBINATIONS {
        true => Err("Filter policy is too complex".to_owned()),
        false => Ok(()),
    }
}

/// Values of one field times the level it is on; fields multiply.
fn of(fields: &Map<String, Json>, level: usize) -> Count {
    let mut all = Count {
        keys: 0,
        combinations: 1,
    };
    for (name, value) in fields {
        let one = match value {
            Json::Object(inner) => of(inner, level + 1),
            Json::Array(either) if name == "$or" => one_of(either, level),
            Json::Array(values) => Count {
                keys: 1,
                combinations: values.len() * level,
            },
            _ => continue,
        };
        all.keys += one.keys;
        all.combinations = all.combinations.saturating_mul(one.combinations);
    }
    all
}

/// Alternatives add up.
fn one_of(either: &[Json], level: usize) -> Count {
    let mut all = Count {
        keys: 0,
        combinations: 0,
    };
    for alternative in either.iter().filter_map(Json::as_object) {
        let one = of(alternative, level);
        all.keys += one.keys;
        all.combinations = all.combinations.saturating_add(one.combinations);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn levels_count_as_aws_documents_it() {
        let policy = json!({
            "a": {"b": {"c": ["one", "two", "three", "four"]}},
            "d": {"e": ["one", "two", "three"]},
        });
        let count = of(policy.as_object().unwrap(), 1);
        assert_eq!((count.keys, count.combinations), (2, 72));
        assert_eq!(check(&policy, true), Ok(()));
        assert!(check(&policy, false).is_err_and(|why| why.contains("nested")));
    }

    #[test]
    fn six_keys_or_too_many_values_are_too_much() {
        let six = json!({"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]});
        assert!(check(&six, false).is_err_and(|why| why.contains("5 keys")));
        let values: Vec<u32> = (0..13).collect();
        let many = json!({"a": values, "b": values});
        assert!(check(&many, false).is_err_and(|why| why.contains("complex")));
        let fewer: Vec<u32> = (0..12).collect();
        assert_eq!(check(&json!({"a": fewer, "b": fewer}), false), Ok(()));
    }
}
