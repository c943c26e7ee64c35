//! AWS's names as its command line spells them.

use haneul_model::{Model, Operation, Shape};

/// `ListQueueTags` is `list-queue-tags`, `DeliverLogsPermissionARNs` ends in `-arns`.
pub fn kebab(name: &str) -> String {
    let (name, plural) = plural(name);
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (place, c) in chars.iter().enumerate() {
        if place > 0 && begins_word(&chars, place) && !out.ends_with('-') {
            out.push('-');
        }
        out.push(if *c == '_' {
            '-'
        } else {
            c.to_ascii_lowercase()
        });
    }
    if let Some(plural) = plural {
        out.push('-');
        out += &plural.to_ascii_lowercase();
    }
    out
}

/// An abbreviation in the plural at the end stays one word.
fn plural(name: &str) -> (&str, Option<&str>) {
    let Some(singular) = name.strip_suffix('s') else {
        return (name, None);
    };
    let capitals = singular.bytes().rev().take_while(u8::is_ascii_uppercase);
    match singular.len() - capitals.count() {
        0 => (name, None),
        start if singular.len() - start >= 2 => (&name[..start], Some(&name[start..])),
        _ => (name, None),
    }
}

fn begins_word(chars: &[char], place: usize) -> bool {
    let (before, here) = (chars[place - 1], chars[place]);
    let lower_next = chars.get(place + 1).is_some_and(char::is_ascii_lowercase);
    let ends_small = before.is_ascii_lowercase() || before.is_ascii_digit();
    here.is_ascii_uppercase() && (ends_small || lower_next)
}

/// The model behind `aws <name>`.
pub fn service(name: &str) -> Option<&'static Model> {
    haneul_model::model(if name == "s3api" { "s3" } else { name })
}

/// `aws <name>` of a model.
pub fn command(model: &str) -> &str {
    if model == "s3" { "s3api" } else { model }
}

pub fn operation(model: &'static Model, name: &str) -> Option<&'static Operation> {
    model.operations.iter().find(|o| kebab(o.name) == name)
}

/// The member that `--<name>` sets.
pub fn member<'m>(shape: &'m Shape, name: &str) -> Option<&'m haneul_model::Member> {
    // The client has an option `--endpoint-url` of its own, and so another name for this one.
    let name = match (shape.name, name) {
        ("SubscribeInput", "notification-endpoint") => "endpoint",
        _ => name,
    };
    shape.members().iter().find(|m| kebab(m.name) == name)
}

/// The member, and the one in it, that an option of the client's own sets.
pub fn below(operation: &str, name: &str) -> Option<(&'static str, &'static str)> {
    match (operation, name) {
        ("CreateFunction", "zip-file") => Some(("Code", "ZipFile")),
        ("PublishLayerVersion", "zip-file") => Some(("Content", "ZipFile")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn as_the_real_client_spells_them() {
        for (name, spelt) in [
            ("ListQueueTags", "list-queue-tags"),
            ("ListObjectsV2", "list-objects-v2"),
            ("QueueOwnerAWSAccountId", "queue-owner-aws-account-id"),
            ("SSEKMSKeyId", "ssekms-key-id"),
            ("ContentMD5", "content-md5"),
            ("TokenARNs", "token-arns"),
            ("Tags", "tags"),
            ("ACL", "acl"),
        ] {
            assert_eq!(kebab(name), spelt);
        }
    }
}
