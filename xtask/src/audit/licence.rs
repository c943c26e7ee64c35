//! Licence expressions: one of those that are offered must be allowed, and each of those that hold
//! together.

/// What cannot be read is not allowed.
pub fn allows(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ");
    let spaced = spaced.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest, allowed) == Some(true) && rest.is_empty()
}

fn any(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut found = all(rest, allowed)?;
    while let ["OR", more @ ..] = *rest {
        *rest = more;
        found |= all(rest, allowed)?;
    }
    Some(found)
}

fn all(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut found = one(rest, allowed)?;
    while let ["AND", more @ ..] = *rest {
        *rest = more;
        found &= one(rest, allowed)?;
    }
    Some(found)
}

fn one(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    match *rest {
        ["(", more @ ..] => {
            *rest = more;
            let found = any(rest, allowed)?;
            let [")", more @ ..] = *rest else { return None };
            *rest = more;
            Some(found)
        }
        // An exception only lets more.
        [name, "WITH", _, more @ ..] | [name, more @ ..] => {
            *rest = more;
            Some(allowed(name))
        }
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let allowed = |name: &str| ["MIT", "Apache-2.0", "ISC"].contains(&name);
        for (expression, good) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(MIT OR GPL-3.0) AND ISC", true),
            ("(MIT OR ISC) AND GPL-3.0", false),
            ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
            ("GPL-3.0", false),
            ("(MIT", false),
            ("MIT ISC", false),
            ("", false),
        ] {
            assert_eq!(allows(expression, &allowed), good, "{expression}");
        }
    }
}
