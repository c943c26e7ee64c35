//! What the policies of all levels come to: `@@assign`, `@@append` and `@@remove` from the root
//! down, as far as those above allow it.

use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

const ALLOWED: &str = "@@operators_allowed_for_child_policies";

#[derive(Debug, Default)]
pub struct Node {
    value: Option<Json>,
    /// What the levels below may do here and further in; nothing said: everything.
    allowed: Option<Vec<String>>,
    inner: BTreeMap<String, Node>,
}

impl Node {
    /// Takes in the policies of one level, in the order of their ids.
    pub fn level<'p>(&mut self, policies: impl Iterator<Item = &'p Json> + Clone) {
        for policy in policies.clone() {
            self.apply(policy, None);
        }
        // Only now: a policy does not restrict its own level.
        for policy in policies {
            self.restrict(policy);
        }
    }

    fn apply(&mut self, policy: &Json, above: Option<&[String]>) {
        let own = self.allowed.clone();
        let allowed = own.as_deref().or(above);
        for (name, value) in policy.as_object().into_iter().flatten() {
            match name.as_str() {
                ALLOWED => {}
                operator if operator.starts_with("@@") => {
                    if allowed.is_none_or(|allowed| permits(allowed, operator)) {
                        self.operate(operator, value);
                    }
                }
                name => self.inner(name).apply(value, allowed),
            }
        }
    }

    /// Names of tags are the same whatever their case.
    fn inner(&mut self, name: &str) -> &mut Node {
        self.inner.entry(name.to_ascii_lowercase()).or_default()
    }

    fn operate(&mut self, operator: &str, value: &Json) {
        match operator {
            "@@assign" => self.value = Some(value.clone()),
            "@@append" => {
                let mut list = self.list();
                for item in items(value) {
                    if !list.contains(item) {
                        list.push(item.clone());
                    }
                }
                self.value = Some(Json::Array(list));
            }
            _ => {
                let mut list = self.list();
                let gone = items(value);
                list.retain(|item| !gone.contains(&item));
                self.value = Some(Json::Array(list));
            }
        }
    }

    fn list(&self) -> Vec<Json> {
        let value = self.value.as_ref();
        value
            .map(|value| items(value).into_iter().cloned().collect())
            .unwrap_or_default()
    }

    fn restrict(&mut self, policy: &Json) {
        for (name, value) in policy.as_object().into_iter().flatten() {
            if name == ALLOWED {
                let texts = items(value).into_iter().filter_map(Json::as_str);
                self.allowed = Some(texts.map(str::to_owned).collect());
            } else if !name.starts_with("@@") {
                self.inner(name).restrict(value);
            }
        }
    }

    /// Without operators, as the effective policy is shown.
    pub fn shown(&self) -> Json {
        if let Some(value) = &self.value {
            return value.clone();
        }
        let inner = self.inner.iter();
        Json::Object(Map::from_iter(
            inner.map(|(name, node)| (name.clone(), node.shown())),
        ))
    }
}

fn permits(allowed: &[String], operator: &str) -> bool {
    allowed.iter().any(|own| own == "@@all" || own == operator)
}

fn items(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(list) => list.iter().collect(),
        one => vec![one],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn effective(levels: &[&[Json]]) -> Json {
        let mut node = Node::default();
        for level in levels {
            node.level(level.iter());
        }
        node.shown()
    }

    fn values(of: Json) -> Json {
        json!({"tags": {"CostCenter": {"tag_value": of}}})
    }

    #[test]
    fn operators_work_from_the_root_down() {
        let root = [values(json!({"@@assign": ["a", "b"]}))];
        let unit = [values(json!({"@@append": ["c", "a"]}))];
        let account = [values(json!({"@@remove": ["b"]}))];
        assert_eq!(
            effective(&[&root, &unit, &account]),
            json!({"tags": {"costcenter": {"tag_value": ["a", "c"]}}})
        );
        let over = [values(json!({"@@assign": ["z"]}))];
        assert_eq!(
            effective(&[&root, &over]),
            json!({"tags": {"costcenter": {"tag_value": ["z"]}}})
        );
    }

    #[test]
    fn levels_above_say_what_those_below_may_do() {
        let root = [values(json!({"@@assign": ["a"], ALLOWED: ["@@append"]}))];
        let unit = [values(json!({"@@assign": ["z"], "@@append": ["b"]}))];
        assert_eq!(
            effective(&[&root, &unit]),
            json!({"tags": {"costcenter": {"tag_value": ["a", "b"]}}})
        );
        let root = [json!({"tags": {ALLOWED: ["@@none"], "x": {"tag_key": {"@@assign": "X"}}}})];
        let unit = [json!({"tags": {"x": {"tag_key": {"@@assign": "y"}}}})];
        assert_eq!(
            effective(&[&root, &unit]),
            json!({"tags": {"x": {"tag_key": "X"}}})
        );
    }
}
