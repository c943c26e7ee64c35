//! Service last accessed data: what could be reached, and what was.
//!
//! Operations: GenerateServiceLastAccessedDetails, GetServiceLastAccessedDetails, GetServiceLastAccessedDetailsWithEntities

use super::job::{self, JOBS, Job, Service, Use};
use crate::errors::no_such_entity;
use crate::page::Paging;
use crate::shapes::*;
use crate::whose;
use haneul_model::iam_facts;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// How long a report can be asked for.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

pub fn generate_service_last_accessed_details(
    cx: &mut Cx,
    input: GenerateServiceLastAccessedDetailsRequest,
) -> Result<GenerateServiceLastAccessedDetailsResponse, AwsError> {
    let whose = whose::find(cx, &input.arn)?;
    let with_actions = input.granularity.as_deref() == Some("ACTION_LEVEL");
    let job = job::make(cx, &whose, with_actions)?;
    let id = ids::uuid(cx.random());
    let scope = cx.account_scope();
    JOBS.put(cx.tx, scope, &id, &job)?;
    let end = cx.now() + KEPT;
    cx.timer(end, &id, "iam/forget-report", json!({ "job": id }))?;
    Ok(GenerateServiceLastAccessedDetailsResponse { job_id: Some(id) })
}

/// The timer's end of it.
pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let job = timer.payload["job"].as_str().unwrap_or_default();
    let scope = cx.account_scope();
    JOBS.delete(cx.tx, scope, &job.to_owned())?;
    Ok(())
}

fn find(cx: &mut Cx, id: &str) -> Result<Job, AwsError> {
    let scope = cx.account_scope();
    let found = JOBS.get(cx.tx, scope, &id.to_owned())?;
    found.ok_or_else(|| no_such_entity(format!("Job with id {id} cannot be found.")))
}

pub fn get_service_last_accessed_details(
    cx: &mut Cx,
    input: GetServiceLastAccessedDetailsRequest,
) -> Result<GetServiceLastAccessedDetailsResponse, AwsError> {
    let job = find(cx, &input.job_id)?;
    let shape = [input.job_id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let services = job
        .services
        .iter()
        .map(|service| (service.namespace.clone(), service));
    let page = paging.of(services).map(|service| shown(&job, service));
    let granularity = if job.with_actions {
        "ACTION_LEVEL"
    } else {
        "SERVICE_LEVEL"
    };
    Ok(GetServiceLastAccessedDetailsResponse {
        job_status: Some("COMPLETED".to_owned()),
        job_type: Some(granularity.to_owned()),
        job_creation_date: Some(job.created),
        job_completion_date: Some(job.created),
        services_last_accessed: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
        error: None,
    })
}

fn shown(job: &Job, service: &Service) -> ServiceLastAccessed {
    let last = Service::newest(service.uses.iter());
    let who: BTreeSet<usize> = service.uses.iter().map(|used| used.entity).collect();
    ServiceLastAccessed {
        service_name: Some(name_of(&service.namespace)),
        service_namespace: Some(service.namespace.clone()),
        last_authenticated: last.map(|used| used.at),
        last_authenticated_entity: last.map(|used| arn_of(job, used)),
        last_authenticated_region: last.map(|used| used.region.clone()),
        total_authenticated_entities: Some(who.len() as i64),
        tracked_actions_last_accessed: job.with_actions.then(|| actions(job, service)),
    }
}

fn name_of(namespace: &str) -> String {
    let name = iam_facts::reference(namespace).map_or("", |reference| reference.name);
    if name.is_empty() { namespace } else { name }.to_owned()
}

fn arn_of(job: &Job, used: &Use) -> String {
    let entity = job.entities.get(used.entity);
    entity.map(|entity| entity.arn.clone()).unwrap_or_default()
}

fn actions(job: &Job, service: &Service) -> Vec<TrackedActionLastAccessed> {
    let mut newest: BTreeMap<&str, &Use> = BTreeMap::new();
    for used in &service.uses {
        let place = newest.entry(&used.operation).or_insert(used);
        if place.at < used.at {
            *place = used;
        }
    }
    let tracked = newest
        .into_iter()
        .map(|(operation, used)| TrackedActionLastAccessed {
            action_name: Some(operation.to_owned()),
            last_accessed_entity: Some(arn_of(job, used)),
            last_accessed_time: Some(used.at),
            last_accessed_region: Some(used.region.clone()),
        });
    tracked.collect()
}

pub fn get_service_last_accessed_details_with_entities(
    cx: &mut Cx,
    input: GetServiceLastAccessedDetailsWithEntitiesRequest,
) -> Result<GetServiceLastAccessedDetailsWithEntitiesResponse, AwsError> {
    let job = find(cx, &input.job_id)?;
    let namespace = &input.service_namespace;
    let service = job
        .services
        .iter()
        .find(|service| service.namespace == *namespace);
    let service = service
        .ok_or_else(|| no_such_entity(format!("The report has nothing of service {namespace}.")))?;
    let shape = [input.job_id.as_str(), namespace];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let details = job.entities.iter().enumerate().map(|(place, member)| {
        let own = service.uses.iter().filter(|used| used.entity == place);
        let detail = EntityDetails {
            entity_info: Some(EntityInfo {
                arn: Some(member.arn.clone()),
                name: Some(member.name.clone()),
                r#type: Some(member.kind.clone()),
                id: Some(member.id.clone()),
                path: Some(member.path.clone()),
            }),
            last_authenticated: Service::newest(own).map(|used| used.at),
        };
        (format!("{place:06}"), detail)
    });
    let page = paging.of(details);
    Ok(GetServiceLastAccessedDetailsWithEntitiesResponse {
        job_status: Some("COMPLETED".to_owned()),
        job_creation_date: Some(job.created),
        job_completion_date: Some(job.created),
        entity_details_list: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
        error: None,
    })
}
