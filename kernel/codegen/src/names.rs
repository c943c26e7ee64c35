//! AWS's names in Rust's spelling.

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// `QueueOwnerAWSAccountId` is `queue_owner_aws_account_id`, `MD5OfBody` is `md5_of_body`.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.replace("IPv", "Ipv").chars().collect();
    let mut out = String::new();
    for (place, c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            out.push('_');
            continue;
        }
        if place > 0 && c.is_ascii_uppercase() && begins_word(&chars, place) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    let words: Vec<&str> = out.split('_').filter(|w| !w.is_empty()).collect();
    words.join("_")
}

/// Whether the capital at `place` begins a word rather than continuing an abbreviation.
fn begins_word(chars: &[char], place: usize) -> bool {
    if !chars[place - 1].is_ascii_uppercase() {
        return true;
    }
    let after = |n: usize| chars.get(place + n);
    let plural = after(1) == Some(&'s') && after(2).is_none_or(|c| c.is_ascii_uppercase());
    after(1).is_some_and(char::is_ascii_lowercase) && !plural
}

/// A member's name as a field.
pub fn field(name: &str) -> String {
    let name = snake(name);
    match name.as_str() {
        "self" | "super" | "crate" => name + "_",
        keyword if KEYWORDS.contains(&keyword) => format!("r#{keyword}"),
        digit if digit.starts_with(|c: char| c.is_ascii_digit()) => format!("_{digit}"),
        _ => name,
    }
}

/// A shape's name as a type.
pub fn type_name(name: &str) -> String {
    let name = name.trim_start_matches('_');
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (name, expected) in [
            ("QueueName", "queue_name"),
            ("QueueOwnerAWSAccountId", "queue_owner_aws_account_id"),
            ("MD5OfBody", "md5_of_body"),
            ("ListObjectsV2", "list_objects_v2"),
            ("DBInstanceARNs", "db_instance_arns"),
            ("EC2InstanceId", "ec2_instance_id"),
            ("AmazonProvidedIPv6Cidr", "amazon_provided_ipv6_cidr"),
            ("tags", "tags"),
            ("x-amz-Meta", "x_amz_meta"),
            ("URL", "url"),
        ] {
            assert_eq!(snake(name), expected);
        }
        assert_eq!(field("Type"), "r#type");
        assert_eq!(field("Self"), "self_");
        assert_eq!(type_name("__listOf"), "ListOf");
    }
}
