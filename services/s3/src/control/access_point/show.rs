//! GetAccessPoint and ListAccessPoints.

use super::row::{self, AccessPoint};
use crate::bucket::PublicAccess;
use crate::control::shapes::{
    AccessPoint as Listed, GetAccessPointRequest, GetAccessPointResult, ListAccessPointsRequest,
    ListAccessPointsResult, PublicAccessBlockConfiguration, VpcConfiguration,
};
use crate::listing::token;
use haneul_pipeline::{AwsError, Cx};

const PAGE: i64 = 1_000;

pub fn show(cx: &mut Cx, input: GetAccessPointRequest) -> Result<GetAccessPointResult, AwsError> {
    let point = row::existing(cx, &input.name)?;
    let region = cx.region();
    let endpoint =
        |kind: &str, host: &str| (kind.to_owned(), format!("{host}.{region}.amazonaws.com"));
    Ok(GetAccessPointResult {
        access_point_arn: Some(row::arn(cx.partition(), region, cx.account(), &point.name)),
        network_origin: Some(network(&point).to_owned()),
        vpc_configuration: vpc(&point),
        public_access_block_configuration: Some(blocks(point.blocks)),
        creation_date: Some(point.created),
        endpoints: Some(vec![
            endpoint("ipv4", "s3-accesspoint"),
            endpoint("fips", "s3-accesspoint-fips"),
            endpoint("fips_dualstack", "s3-accesspoint-fips.dualstack"),
            endpoint("dualstack", "s3-accesspoint.dualstack"),
        ]),
        name: Some(point.name),
        bucket: Some(point.bucket),
        alias: Some(point.alias),
        bucket_account_id: Some(point.bucket_owner),
        ..GetAccessPointResult::default()
    })
}

pub fn list(
    cx: &mut Cx,
    input: ListAccessPointsRequest,
) -> Result<ListAccessPointsResult, AwsError> {
    if input.data_source_id.is_some() || input.data_source_type.is_some() {
        return Err(AwsError::not_implemented(
            "S3 access points of other data sources",
        ));
    }
    let bucket = input.bucket.as_deref();
    let query = ["access points", bucket.unwrap_or_default()];
    let after = input.next_token.map(|token| token::open(&token, &query));
    let after = after.transpose()?;
    let most = input.max_results.unwrap_or(PAGE).clamp(0, PAGE);
    let most = usize::try_from(most).unwrap_or_default();
    let (points, more) = row::page(cx, after.as_deref(), bucket, most)?;
    let next = points.last().filter(|_| more);
    let next_token = next.map(|last| token::seal(&last.name, &query));
    let shown = |point: AccessPoint| Listed {
        network_origin: Some(network(&point).to_owned()),
        vpc_configuration: vpc(&point),
        access_point_arn: Some(row::arn(
            cx.partition(),
            cx.region(),
            cx.account(),
            &point.name,
        )),
        name: Some(point.name),
        bucket: Some(point.bucket),
        alias: Some(point.alias),
        bucket_account_id: Some(point.bucket_owner),
        ..Listed::default()
    };
    Ok(ListAccessPointsResult {
        access_point_list: Some(points.into_iter().map(shown).collect()),
        next_token,
    })
}

fn network(point: &AccessPoint) -> &'static str {
    match point.vpc {
        Some(_) => "VPC",
        None => "Internet",
    }
}

fn vpc(point: &AccessPoint) -> Option<VpcConfiguration> {
    let vpc_id = point.vpc.clone()?;
    Some(VpcConfiguration { vpc_id })
}

fn blocks(access: PublicAccess) -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration {
        block_public_acls: Some(access.block_acls),
        ignore_public_acls: Some(access.ignore_acls),
        block_public_policy: Some(access.block_policy),
        restrict_public_buckets: Some(access.restrict_buckets),
    }
}
