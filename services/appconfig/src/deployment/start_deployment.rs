//! StartDeployment: the configuration is fetched, shown to those who are asked before, judged, and
//! from then on on its way.

use super::event::{By, Kind, note};
use super::row::{self, Applied, Deployment, State};
use super::{live, run, watch};
use crate::content::Content;
use crate::environment::{self, State as Environment};
use crate::extension::{self, Before, Point};
use crate::profile::location::{self, Location};
use crate::profile::{self, Profile};
use crate::retrieval::{Fetched, fetch};
use crate::{association, errors, flags, place, shapes, strategy, tag, validation};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: shapes::StartDeploymentRequest,
) -> Result<shapes::Deployment, AwsError> {
    let dynamic = input
        .dynamic_extension_parameters
        .clone()
        .unwrap_or_default();
    let (profile, home) = edge.read(|cx| {
        let home = environment::open(cx, &input.application_id, &input.environment_id)?;
        strategy::open(cx, &input.deployment_strategy_id)?;
        let profile = profile::open(cx, &home.application, &input.configuration_profile_id)?;
        if home.is_busy() {
            return Err(errors::deployment_exists(home.last));
        }
        Ok((profile, home))
    })?;
    let secret = matches!(location::read(&profile.location)?, Location::Secret(_));
    if secret && input.kms_key_identifier.is_none() && profile.key.is_none() {
        return Err(errors::bad(
            "KmsKeyIdentifier is required to deploy a secret of Secrets Manager.",
        ));
    }
    let mut fetched = fetch(&edge, &profile, &input.configuration_version).await?;
    let before = Before {
        point: Point::PreStart,
        application: &profile.application,
        environment: Some(&home.id),
        profile: &profile.id,
        version: Some(&fetched.version),
        description: input.description.as_deref(),
        dynamic: &dynamic,
    };
    fetched.content = extension::ask_before(&edge, &before, fetched.content.clone()).await?;
    validation::check(&edge, &profile, &fetched.version, &fetched.content).await?;
    if profile.has_flags() {
        flags::check(&fetched.content)?;
        fetched.content = flags::for_clients(&fetched.content);
    }
    edge.answer(|cx| begin(cx, &input, &profile, &fetched))
        .await
}

fn begin(
    cx: &mut Cx,
    input: &shapes::StartDeploymentRequest,
    profile: &Profile,
    fetched: &Fetched,
) -> Result<shapes::Deployment, AwsError> {
    let mut home = environment::open(cx, &input.application_id, &input.environment_id)?;
    let strategy = strategy::open(cx, &input.deployment_strategy_id)?;
    if home.is_busy() {
        return Err(errors::deployment_exists(home.last));
    }
    if let Some(latest) = input.latest_deployment_number.filter(|n| *n != home.last) {
        return Err(errors::conflict(format!(
            "The latest deployment number is {}, not {latest}.",
            home.last
        )));
    }
    home.last += 1;
    home.state = Environment::Deploying;
    let number = home.last;
    let named = match &input.kms_key_identifier {
        Some(_) => profile::key(cx, input.kms_key_identifier.clone())?,
        None => profile.key.clone(),
    };
    let arn = place::deployment(cx, &home.application, &home.id, number);
    let key = named.as_ref().map(|key| key.arn.as_str());
    let content = Content::keep(cx, key, ("deployment", arn), fetched.content.clone())?;
    let mut deployment = Deployment {
        application: home.application.clone(),
        environment: home.id.clone(),
        number,
        profile: profile.id.clone(),
        name: profile.name.clone(),
        location: profile.location.clone(),
        version: fetched.version.clone(),
        label: fetched.label.clone(),
        content_type: fetched.content_type.clone(),
        strategy: strategy.id,
        plan: strategy.plan,
        description: input.description.clone(),
        state: State::Deploying,
        share: 1.0,
        events: Vec::new(),
        started: cx.now(),
        completed: None,
        extensions: applied(cx, (&home.application, &home.id, &profile.id))?,
        dynamic: input
            .dynamic_extension_parameters
            .clone()
            .unwrap_or_default(),
        key: named.map(|key| (key.named, key.arn)),
        tags: tag::fresh(input.tags.clone())?,
    };
    note(
        cx,
        &mut deployment,
        (Kind::Started, By::User),
        "Deployment started",
    )?;
    environment::save(cx, &home)?;
    row::save(cx, &deployment)?;
    live::begin(cx, &deployment, &content)?;
    run::wind(cx, &deployment, 1)?;
    if !home.monitors.is_empty() {
        watch::appoint(cx, &deployment, 0)?;
    }
    Ok(deployment.shown())
}

fn applied(cx: &mut Cx, place: (&str, &str, &str)) -> Result<Vec<Applied>, AwsError> {
    let (application, environment, profile) = place;
    let found = association::on(cx, (application, Some(environment), profile))?;
    let applied = found.into_iter().map(|association| Applied {
        extension: association.extension,
        version: association.version,
        association: association.id,
        parameters: association.parameters,
    });
    Ok(applied.collect())
}
