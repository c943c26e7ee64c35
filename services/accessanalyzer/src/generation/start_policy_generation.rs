//! StartPolicyGeneration: what a user or role did is looked up at once.

use super::forgotten;
use super::history::{self, Whose};
use super::row::{self, Job, Trail, TrailOf};
use crate::shapes::{
    CloudTrailDetails, StartPolicyGenerationRequest, StartPolicyGenerationResponse,
};
use crate::{errors, token};
use haneul_pipeline::{AwsError, Check, Edge};
use haneul_runtime::ids;
use jiff::{SignedDuration, Timestamp};

/// As far back as AWS looks.
const LONGEST: SignedDuration = SignedDuration::from_hours(90 * 24);

pub async fn run(
    edge: Edge,
    input: StartPolicyGenerationRequest,
) -> Result<StartPolicyGenerationResponse, AwsError> {
    let principal = input.policy_generation_details.principal_arn;
    let token = input.client_token.as_deref();
    let started = edge.read(|cx| token::seen(cx, token))?;
    if started.is_some() {
        return Ok(StartPolicyGenerationResponse { job_id: started });
    }
    let now = edge.call.now;
    let trail = input
        .cloud_trail_details
        .map(|given| (given.access_role.clone(), given));
    let trail = match trail {
        None => None,
        Some((role, given)) => {
            may_pass(&edge, &role)?;
            Some(trails(given, now)?)
        }
    };
    exists(&edge, &principal)?;
    let whose = Whose {
        partition: &edge.call.partition,
        account: &edge.call.account,
        arn: &principal,
    };
    let earliest = now.checked_sub(LONGEST).unwrap_or(Timestamp::MIN);
    let span = trail
        .as_ref()
        .map_or((earliest, now), |trail| (trail.from, trail.to));
    let used = history::used(&edge.cloud, &whose, span).await?;
    let job = Job {
        id: ids::uuid(&edge.cloud.random),
        principal,
        started: now,
        trail,
        used: used.into_pairs().collect(),
    };
    edge.transact(|cx| {
        row::save(cx, &job)?;
        forgotten::later(cx, &job)?;
        token::note(cx, token, &job.id)
    })
    .await?;
    Ok(StartPolicyGenerationResponse {
        job_id: Some(job.id),
    })
}

fn trails(given: CloudTrailDetails, now: Timestamp) -> Result<Trail, AwsError> {
    let (from, to) = (given.start_time, given.end_time.unwrap_or(now).min(now));
    if from >= to {
        return Err(errors::invalid("startTime must be before endTime."));
    }
    if to.duration_since(from) > LONGEST {
        return Err(errors::invalid(
            "The time between startTime and endTime must be at most 90 days.",
        ));
    }
    if given.trails.is_empty() {
        return Err(errors::invalid("At least one trail must be given."));
    }
    let trails = given.trails.into_iter().map(|trail| TrailOf {
        arn: trail.cloud_trail_arn,
        regions: trail.regions,
        all_regions: trail.all_regions,
    });
    Ok(Trail {
        from,
        to,
        trails: trails.collect(),
    })
}

/// The role that AWS would read the trail's files by must be the caller's to give, of its own
/// account, and there: asked in this order, nobody learns of roles that are none of theirs.
fn may_pass(edge: &Edge, role: &str) -> Result<(), AwsError> {
    edge.read(|cx| {
        let check = Check::pass_role(role, "access-analyzer.amazonaws.com");
        if let Some(message) = cx.ask(check)? {
            return Err(denied(message));
        }
        match cx.cloud.identity.role(cx.tx, role)? {
            Some(_) => Ok(()),
            None => Err(errors::invalid(format!("The role {role} does not exist."))),
        }
    })
}

fn denied(message: String) -> AwsError {
    AwsError::new("AccessDeniedException", message).status(403)
}

fn exists(edge: &Edge, principal: &str) -> Result<(), AwsError> {
    let (partition, account) = (&edge.call.partition, &edge.call.account);
    edge.read(|cx| {
        let members = cx.cloud.identity.members(cx.tx, partition, account)?;
        match members.iter().any(|member| member.arn == principal) {
            true => Ok(()),
            false => Err(errors::invalid(format!(
                "The principal {principal} does not exist in the account."
            ))),
        }
    })
}
