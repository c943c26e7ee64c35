//! Parameters of AWS's own, which everybody may read: the Regions there are.

use super::show::Picked;
use crate::errors;
use crate::shapes::Parameter;
use haneul_pipeline::{AwsError, Cx, Page};

const SERVICE: &str = "/aws/service/";
const REGIONS: &str = "/aws/service/global-infrastructure/regions/";

/// Those of AWS's first partition, with the names they have for people.
const KNOWN: &[(&str, &str)] = &[
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-east-2", "Asia Pacific (Taipei)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", "Asia Pacific (Malaysia)"),
    ("ap-southeast-6", "Asia Pacific (New Zealand)"),
    ("ap-southeast-7", "Asia Pacific (Thailand)"),
    ("ca-central-1", "Canada (Central)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("mx-central-1", "Mexico (Central)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

/// In the order of their names.
fn all() -> impl Iterator<Item = (String, String)> {
    KNOWN.iter().flat_map(|(region, long)| {
        let under = |rest: &str| format!("{REGIONS}{region}{rest}");
        [
            (under(""), (*region).to_owned()),
            (under("/domain"), "amazonaws.com".to_owned()),
            (under("/longName"), (*long).to_owned()),
            (under("/partition"), "aws".to_owned()),
        ]
    })
}

pub fn get(cx: &Cx, name: &str) -> Result<Option<Picked>, AwsError> {
    if !name.starts_with(SERVICE) {
        return Ok(None);
    }
    let found = all().find(|(known, _)| known == name);
    let (name, value) = found.ok_or_else(errors::not_found)?;
    Ok(Some(shown(cx, name, value)))
}

type Listed = (Vec<Picked>, Option<String>);

/// `None`: the path is not of these.
pub fn list(
    cx: &Cx,
    under: &str,
    recursive: bool,
    page: &Page,
) -> Result<Option<Listed>, AwsError> {
    if !under.starts_with("/aws/") {
        return Ok(None);
    }
    let there = |name: &str| {
        let rest = name.strip_prefix(under);
        rest.is_some_and(|rest| recursive || !rest.contains('/')) && page.has(name)
    };
    let mut rows: Vec<_> = all().filter(|(name, _)| there(name)).collect();
    let token = page.close(&mut rows, |(name, _)| name);
    let rows = rows.into_iter().map(|(name, value)| shown(cx, name, value));
    Ok(Some((rows.collect(), token)))
}

fn shown(cx: &Cx, name: String, value: String) -> Picked {
    let (partition, region) = (cx.partition(), cx.region());
    Picked {
        shown: Parameter {
            arn: Some(format!("arn:{partition}:ssm:{region}::parameter{name}")),
            name: Some(name),
            r#type: Some("String".to_owned()),
            value: Some(value),
            version: Some(1),
            selector: None,
            source_result: None,
            last_modified_date: None,
            data_type: Some("text".to_owned()),
        },
        value: None,
    }
}
