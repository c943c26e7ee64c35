//! JSON merge patches (RFC 7386): what AWS's published models leave out, as data.

use serde_json::Value;

/// Members of `patch` replace members of `target`, objects merge, and null removes.
pub fn merge(target: &mut Value, patch: &Value) {
    match patch {
        Value::Object(changes) => {
            if !target.is_object() {
                *target = Value::Object(Default::default());
            }
            let members = target.as_object_mut().expect("made an object above");
            for (name, change) in changes {
                match change {
                    Value::Null => drop(members.shift_remove(name)),
                    _ => merge(members.entry(name).or_insert(Value::Null), change),
                }
            }
        }
        other => *target = other.clone(),
    }
}

/// Names in `patch` that `target` does not have where every patch must hit something: an
/// operation, a shape or a member that a newer model renamed.
pub fn misses(target: &Value, patch: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    for table in ["operations", "shapes"] {
        for (name, change) in patch[table].as_object().into_iter().flatten() {
            let Some(found) = target[table].get(name) else {
                missing.extend(
                    (!change.is_object() || change.get("type").is_none()).then(|| name.clone()),
                );
                continue;
            };
            let members = change["members"].as_object().into_iter().flatten();
            let lost = members
                .filter(|(m, c)| c.get("shape").is_none() && found["members"].get(m).is_none());
            missing.extend(lost.map(|(m, _)| format!("{name}.{m}")));
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn merges_and_removes() {
        let mut target = json!({"a": {"b": 1, "c": 2}, "d": [1]});
        merge(
            &mut target,
            &json!({"a": {"b": null, "e": {"f": 3}}, "d": [2]}),
        );
        assert_eq!(target, json!({"a": {"c": 2, "e": {"f": 3}}, "d": [2]}));
    }

    #[test]
    fn a_patch_of_nothing_is_reported() {
        let model = json!({"shapes": {"A": {"members": {"x": {}}}}, "operations": {}});
        let patch =
            json!({"shapes": {"A": {"members": {"y": {"locationName": "Y"}}}, "B": {"max": 1}}});
        assert_eq!(misses(&model, &patch), ["A.y", "B"]);
    }
}
