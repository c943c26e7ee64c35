//! Pages of a list. A token holds the place behind which the next page begins.

use crate::errors;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use haneul_pipeline::AwsError;

/// The largest page, and the one of who asks for none.
const MOST: usize = 100;

pub struct Asked<'a> {
    pub token: Option<&'a str>,
    pub most: Option<i64>,
}

/// A page of items that are in the order of their places.
pub fn of<T>(
    operation: &str,
    asked: Asked<'_>,
    items: Vec<(String, T)>,
) -> Result<(Vec<T>, Option<String>), AwsError> {
    let after = asked
        .token
        .map(|token| open(operation, token))
        .transpose()?;
    let most = match asked.most {
        None => MOST,
        Some(most) if most >= 1 => usize::try_from(most).unwrap_or(MOST).min(1_000),
        Some(_) => return Err(errors::invalid("maxResults must be at least 1")),
    };
    let begin = match &after {
        None => 0,
        Some(after) => items.partition_point(|(place, _)| place <= after),
    };
    let mut page: Vec<_> = items.into_iter().skip(begin).take(most + 1).collect();
    let more = page.len() > most;
    page.truncate(most);
    let next = page.last().filter(|_| more);
    let next = next.map(|(place, _)| BASE64.encode(format!("{operation}\n{place}")));
    Ok((page.into_iter().map(|(_, item)| item).collect(), next))
}

fn open(operation: &str, token: &str) -> Result<String, AwsError> {
    let read = || {
        let text = String::from_utf8(BASE64.decode(token).ok()?).ok()?;
        let (of, place) = text.split_once('\n')?;
        (of == operation).then(|| place.to_owned())
    };
    read().ok_or_else(errors::invalid_token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_make_up_the_whole_and_tokens_are_good_for_one_operation() {
        let items = || ["a", "b", "c"].map(|name| (name.to_owned(), name)).to_vec();
        let ask = |token| Asked {
            token,
            most: Some(2),
        };
        let (first, next) = of("L", ask(None), items()).unwrap();
        assert_eq!(first, ["a", "b"]);
        let token = next.unwrap();
        let (rest, next) = of("L", ask(Some(&token)), items()).unwrap();
        assert_eq!((rest, next), (vec!["c"], None));
        let other = of("M", ask(Some(&token)), items());
        assert_eq!(other.unwrap_err().code, "ValidationException");
    }
}
