//! DescribeParameters: without their values, by filters.

use super::get_parameters_by_path::page_of;
use super::row::Parameter;
use super::{filters, show};
use crate::shapes::{
    DescribeParametersRequest, DescribeParametersResult, ParameterMetadata, ParameterStringFilter,
};
use crate::{errors, limits, names};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(
    cx: &mut Cx,
    input: DescribeParametersRequest,
) -> Result<DescribeParametersResult, AwsError> {
    if input.shared == Some(true) {
        return Err(AwsError::not_implemented(
            "Shared, parameters that other accounts share by Resource Access Manager",
        ));
    }
    let filters = match (input.filters, input.parameter_filters) {
        (Some(_), Some(_)) => {
            return Err(errors::invalid(
                "You can use either Filters or ParameterFilters in a single request.",
            ));
        }
        (Some(old), None) => {
            let filter = |key, values| ParameterStringFilter {
                key,
                option: None,
                values: Some(values),
            };
            old.into_iter()
                .map(|one| filter(one.key, one.values))
                .collect()
        }
        (None, new) => new.unwrap_or_default(),
    };
    filters::check(&filters)?;
    let page = Page::of(input.max_results, input.next_token.as_deref(), limits::PAGE);
    let page = page.ok_or_else(errors::next_token)?;
    let keep = |parameter: &Parameter| filters::fit(&filters, parameter);
    let (found, next_token) = page_of(cx, &page, "", keep)?;
    let shown = found.into_iter().map(|parameter| described(cx, parameter));
    Ok(DescribeParametersResult {
        parameters: Some(shown.collect()),
        next_token,
    })
}

fn described(cx: &Cx, parameter: Parameter) -> ParameterMetadata {
    ParameterMetadata {
        arn: Some(names::arn(cx, cx.account(), &parameter.name)),
        name: Some(parameter.name),
        r#type: Some(parameter.kind),
        key_id: parameter.key,
        last_modified_date: Some(parameter.modified),
        last_modified_user: Some(parameter.user),
        description: parameter.description,
        allowed_pattern: parameter.pattern,
        version: i64::try_from(parameter.version).ok(),
        tier: Some(parameter.tier.name().to_owned()),
        policies: show::policies(&parameter.policies),
        data_type: Some(parameter.data_type),
    }
}
