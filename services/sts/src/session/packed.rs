//! How much of the space for session policies and tags a request takes.

use crate::{errors, limits};
use haneul_pipeline::AwsError;

/// The percentage; `None` where there is nothing to pack.
pub fn size<'t>(
    policies: impl IntoIterator<Item = &'t str>,
    tags: &[(String, String)],
) -> Result<Option<i64>, AwsError> {
    let mut text = String::new();
    for policy in policies {
        text += policy;
        text.push('\n');
    }
    let plain = text.chars().filter(|c| *c != '\n').count();
    for (key, value) in tags {
        text += &format!("{key}={value}\n");
    }
    if text.is_empty() {
        return Ok(None);
    }
    let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 6).len();
    let percent = percent(packed, limits::PACKED_BYTES);
    let over = percent_over(plain, limits::SESSION_POLICY_PLAIN);
    if let Some(percent) = over.or((percent > 100).then_some(percent)) {
        return Err(errors::packed_too_large(percent));
    }
    Ok(Some(percent))
}

fn percent(part: usize, whole: usize) -> i64 {
    (part * 100).div_ceil(whole) as i64
}

fn percent_over(part: usize, whole: usize) -> Option<i64> {
    (part > whole).then(|| percent(part, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_larger_and_too_much_is_refused() {
        assert_eq!(size([], &[]), Ok(None));
        let tags = |n: usize| -> Vec<_> {
            (0..n)
                .map(|i| (format!("key-{i}"), format!("value-{i}")))
                .collect()
        };
        let few = size([], &tags(1)).unwrap().unwrap();
        let many = size([], &tags(40)).unwrap().unwrap();
        assert!((1..=100).contains(&few) && few < many);
        let long = "x".repeat(2_049);
        let error = size([long.as_str()], &[]).unwrap_err();
        assert_eq!(error.code, "PackedPolicyTooLarge");
    }
}
