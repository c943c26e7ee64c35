//! Which table a call means: by name in the caller's account, or by ARN in any.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    pub account: String,
    pub name: String,
}

impl Address {
    pub fn of(cx: &Cx, text: &str) -> Result<Address, AwsError> {
        if text.starts_with("arn:") {
            return Address::of_arn(cx, text);
        }
        check_name("tableName", text)?;
        Ok(Address::own(cx, text))
    }

    pub fn own(cx: &Cx, name: &str) -> Address {
        Address {
            account: cx.account().to_owned(),
            name: name.to_owned(),
        }
    }

    /// The table of an ARN, whether the ARN is its own or that of something of it.
    pub fn of_arn(cx: &Cx, arn: &str) -> Result<Address, AwsError> {
        let (account, resource) = split(cx, arn).ok_or_else(|| errors::arn(arn))?;
        let path = resource.strip_prefix("table/");
        let name = path.and_then(|path| path.split('/').next());
        match name.filter(|name| is_name(name)) {
            Some(name) => Ok(Address {
                account: account.to_owned(),
                name: name.to_owned(),
            }),
            None => Err(errors::arn(arn)),
        }
    }

    pub fn arn(&self, cx: &Cx) -> String {
        let (partition, region) = (cx.partition(), cx.region());
        let Address { account, name } = self;
        format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}")
    }
}

/// Account and resource of an ARN of this partition and Region.
fn split<'a>(cx: &Cx, arn: &'a str) -> Option<(&'a str, &'a str)> {
    let mut parts = arn.splitn(6, ':');
    let head = [(); 5].map(|()| parts.next().unwrap_or_default());
    let resource = parts.next()?;
    let [arn, partition, service, region, account] = head;
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    let fits = arn == "arn"
        && partition == cx.partition()
        && service == "dynamodb"
        && region == cx.region()
        && is_account;
    fits.then_some((account, resource))
}

pub fn is_name(name: &str) -> bool {
    (3..=255).contains(&name.len()) && name.bytes().all(is_plain)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)
}

/// What the model says no more of names of tables, since ARNs stand there, too.
pub fn check_name(member: &str, name: &str) -> Result<(), AwsError> {
    let demand = match name.len() {
        _ if !name.bytes().all(is_plain) => {
            "satisfy regular expression pattern: [a-zA-Z0-9_.-]+".to_owned()
        }
        0..3 => "have length greater than or equal to 3".to_owned(),
        256.. => "have length less than or equal to 255".to_owned(),
        _ => return Ok(()),
    };
    Err(errors::validation(format!(
        "1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: \
         Member must {demand}"
    )))
}
