//! CreateHostedConfigurationVersion: functions that extensions ask before come first, which may change
//! the content.

use super::row::{self, CONTENTS, VERSIONS, Version};
use crate::content::Content;
use crate::extension::{self, Before, Point};
use crate::{errors, flags, limits, place, profile, shapes};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: shapes::CreateHostedConfigurationVersionRequest,
) -> Result<shapes::HostedConfigurationVersion, AwsError> {
    let (application, profile_id) = (&input.application_id, &input.configuration_profile_id);
    let profile = edge.read(|cx| profile::open(cx, application, profile_id))?;
    if profile.location != "hosted" {
        return Err(errors::bad(format!(
            "Configuration profile {} is not hosted by AppConfig.",
            profile.id
        )));
    }
    let before = Before {
        point: Point::PreCreate,
        application: &profile.application,
        environment: None,
        profile: &profile.id,
        version: None,
        description: input.description.as_deref(),
        dynamic: &[],
    };
    let content = extension::ask_before(&edge, &before, input.content.clone()).await?;
    check(&content, profile.has_flags(), &input.content_type)?;
    edge.answer(|cx| create(cx, &input, &content)).await
}

fn check(content: &Bytes, has_flags: bool, content_type: &str) -> Result<(), AwsError> {
    if content.len() > limits::CONTENT {
        return Err(errors::too_large(content.len(), limits::CONTENT));
    }
    if !has_flags {
        return Ok(());
    }
    if content_type != "application/json" {
        return Err(errors::bad(
            "The content type of feature flags must be application/json.",
        ));
    }
    flags::check(content)
}

fn create(
    cx: &mut Cx,
    input: &shapes::CreateHostedConfigurationVersionRequest,
    content: &Bytes,
) -> Result<shapes::HostedConfigurationVersion, AwsError> {
    let mut profile = profile::open(cx, &input.application_id, &input.configuration_profile_id)?;
    if let Some(latest) = input.latest_version_number.filter(|n| *n != profile.last) {
        return Err(errors::conflict(format!(
            "The latest version number is {}, not {latest}.",
            profile.last
        )));
    }
    let (application, id) = (profile.application.clone(), profile.id.clone());
    if let Some(label) = &input.version_label {
        if row::labelled(cx, &application, &id, label)?.is_some() {
            return Err(errors::conflict(format!(
                "Version label {label} already exists."
            )));
        }
    }
    profile.last += 1;
    let number = profile.last;
    let key = profile.key.as_ref().map(|key| key.arn.as_str());
    let arn = place::hosted(cx, &application, &id, number);
    let kept = Content::keep(
        cx,
        key,
        ("hostedconfigurationversion", arn),
        content.clone(),
    )?;
    let version = Version {
        application,
        profile: id,
        number,
        description: input.description.clone(),
        content_type: input.content_type.clone(),
        label: input.version_label.clone(),
        key: kept.key().map(str::to_owned),
    };
    profile::save(cx, &profile)?;
    CONTENTS.put(cx.tx, cx.scope(), &version.place(), &kept)?;
    VERSIONS.put(cx.tx, cx.scope(), &version.place(), &version)?;
    Ok(version.shown(Some(content.clone())))
}
