//! Which stream a call means, and what it touches, for the policies.

use crate::address::Address;
use crate::errors;
use crate::stream::iterator::Position;
use crate::stream::row::{STREAMS, Stream};
use crate::table::row;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};
use haneul_store::Scope;

/// A stream by its ARN.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub address: Address,
    pub label: String,
}

impl Name {
    pub fn of(cx: &Cx, arn: &str) -> Result<Name, AwsError> {
        let address = Address::of_arn(cx, arn).map_err(|_| wrong(arn))?;
        let rest = arn.split_once("/stream/").map(|(_, label)| label);
        let label = rest.filter(|label| !label.is_empty() && !label.contains('/'));
        Ok(Name {
            label: label.ok_or_else(|| wrong(arn))?.to_owned(),
            address,
        })
    }

    pub fn arn(&self, cx: &Cx) -> String {
        format!("{}/stream/{}", self.address.arn(cx), self.label)
    }

    pub fn scope<'s>(&'s self, cx: &Cx<'s>) -> Scope<'s> {
        cx.scope_of(&self.address.account, cx.region())
    }

    pub fn stream(&self, cx: &mut Cx) -> Result<Stream, AwsError> {
        let scope = self.scope(cx);
        let key = (self.address.name.as_str(), self.label.as_str());
        let found = STREAMS.get_untracked(cx.tx, scope, &key)?;
        found.ok_or_else(|| {
            let arn = self.arn(cx);
            errors::missing(format!(
                "Requested resource not found: Stream: {arn} not found"
            ))
        })
    }
}

fn wrong(arn: &str) -> AwsError {
    errors::validation(format!("Invalid StreamArn: {arn}"))
}

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let name = match operation {
        "ListStreams" => return Ok(vec![Check::new("*")]),
        "GetRecords" => {
            let text = input.str("ShardIterator").unwrap_or_default();
            Position::read(cx, text)?.stream
        }
        _ => Name::of(cx, input.str("StreamArn").unwrap_or_default())?,
    };
    let check = Check::new(name.arn(cx)).owner(&name.address.account);
    let found = row::find(cx, &name.address)?;
    let check = match &found {
        Some(found) => {
            let tags = found.table.tags.iter();
            check.resource_tags(tags.map(|(k, v)| (k.as_str(), v.as_str())))
        }
        None => check,
    };
    Ok(vec![check])
}
