//! Names and ARNs of trails.

use crate::errors;
use haneul_pipeline::AwsError;

const SHORTEST: usize = 3;
const LONGEST: usize = 128;

pub fn check(name: &str) -> Result<(), AwsError> {
    let length = name.chars().count();
    if length == 0 {
        return Err(errors::invalid_name("Trail name or ARN cannot be blank."));
    }
    if length < SHORTEST {
        return Err(errors::invalid_name(
            "Trail name too short. Minimum allowed length: 3 characters.",
        ));
    }
    if length > LONGEST {
        return Err(errors::invalid_name(
            "Trail name too long. Maximum allowed length: 128 characters.",
        ));
    }
    let is_sign = |letter: char| matches!(letter, '.' | '_' | '-');
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || is_sign(c))
    {
        return Err(errors::invalid_name(
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).",
        ));
    }
    if name.starts_with(is_sign) {
        return Err(errors::invalid_name(
            "Trail name must starts with a letter or number.",
        ));
    }
    if name.ends_with(is_sign) {
        return Err(errors::invalid_name(
            "Trail name must ends with a letter or number.",
        ));
    }
    let bytes = name.as_bytes();
    let side_by_side = |pair: &[u8]| is_sign(pair[0].into()) && is_sign(pair[1].into());
    if bytes.windows(2).any(side_by_side) {
        return Err(errors::invalid_name(
            "Trail name can not have adjacent periods, hyphens or underscores.",
        ));
    }
    if name.parse::<std::net::Ipv4Addr>().is_ok() {
        return Err(errors::invalid_name(
            "Trail name must not be formatted as an IP address.",
        ));
    }
    Ok(())
}

/// A trail as a call names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// Where an ARN says it is.
    pub home: Option<(&'a str, &'a str)>,
    pub name: &'a str,
}

/// Reads a name or an ARN.
pub fn read(text: &str) -> Result<Address<'_>, AwsError> {
    if !text.starts_with("arn:") {
        check(text)?;
        return Ok(Address {
            home: None,
            name: text,
        });
    }
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let [_, _, "cloudtrail", region, account, resource] = parts[..] else {
        return Err(errors::invalid_arn(text));
    };
    let name = resource.strip_prefix("trail/");
    let name = name.ok_or_else(|| errors::invalid_arn(text))?;
    check(name).map_err(|_| errors::invalid_arn(text))?;
    Ok(Address {
        home: Some((account, region)),
        name,
    })
}

pub fn arn(partition: &str, region: &str, account: &str, name: &str) -> String {
    format!("arn:{partition}:cloudtrail:{region}:{account}:trail/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_aws_takes_them() {
        for good in ["abc", "my-trail", "My_Trail.1", &"a".repeat(128)] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ab",
            "-abc",
            "abc_",
            "a..b",
            "my-_x",
            "a b c",
            "192.168.5.4",
            &"a".repeat(129),
        ] {
            let error = check(bad).unwrap_err();
            assert_eq!(error.code, "InvalidTrailNameException", "{bad}");
        }
    }

    #[test]
    fn arns() {
        let arn = arn("aws", "eu-west-1", "111122223333", "abc");
        let address = read(&arn).unwrap();
        assert_eq!(address.home, Some(("111122223333", "eu-west-1")));
        assert_eq!(address.name, "abc");
        for bad in [
            "arn:aws:s3:::bucket",
            "arn:aws:cloudtrail:a:b:channel/x",
            "arn:x",
        ] {
            assert_eq!(read(bad).unwrap_err().code, "CloudTrailARNInvalidException");
        }
    }
}
