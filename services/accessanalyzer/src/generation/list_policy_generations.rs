//! ListPolicyGenerations: the newest first.

use super::row;
use crate::page::{self, Asked};
use crate::shapes::{ListPolicyGenerationsRequest, ListPolicyGenerationsResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListPolicyGenerationsRequest,
) -> Result<ListPolicyGenerationsResponse, AwsError> {
    let wanted = input.principal_arn.as_deref();
    let all = row::all(cx)?.into_iter();
    let all = all.filter(|job| wanted.is_none_or(|arn| job.principal == arn));
    // Places rise while the times they stand for fall.
    let place = |at: jiff::Timestamp| i64::MAX - at.as_microsecond();
    let mut shown: Vec<_> = all
        .map(|job| {
            (
                format!("{:020} {}", place(job.started), job.id),
                row::listed(job),
            )
        })
        .collect();
    shown.sort_by(|(a, _), (b, _)| a.cmp(b));
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let (generations, next_token) = page::of("ListPolicyGenerations", asked, shown)?;
    Ok(ListPolicyGenerationsResponse {
        policy_generations: Some(generations),
        next_token,
    })
}
