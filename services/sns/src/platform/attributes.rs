//! Attributes of applications and endpoints.

use crate::errors;
use haneul_pipeline::AwsError;

type Attributes = Vec<(String, String)>;

const PLATFORMS: &[&str] = &[
    "ADM",
    "APNS",
    "APNS_SANDBOX",
    "APNS_VOIP",
    "APNS_VOIP_SANDBOX",
    "APNS_PASSBOOK",
    "MACOS",
    "MACOS_SANDBOX",
    "BAIDU",
    "FCM",
    "GCM",
    "MPNS",
    "WNS",
];

/// What can be set of an application.
const APPLICATION: &[&str] = &[
    "PlatformCredential",
    "PlatformPrincipal",
    "ApplePlatformTeamID",
    "ApplePlatformBundleID",
    "AuthenticationMethod",
    "EventEndpointCreated",
    "EventEndpointDeleted",
    "EventEndpointUpdated",
    "EventDeliveryFailure",
    "SuccessFeedbackRoleArn",
    "FailureFeedbackRoleArn",
    "SuccessFeedbackSampleRate",
    "Enabled",
];

const TOKEN: usize = 2_048;

/// Secrets are not shown again.
const HIDDEN: &[&str] = &["PlatformCredential", "PlatformPrincipal"];

pub fn check_platform(platform: &str) -> Result<(), AwsError> {
    match PLATFORMS.contains(&platform) {
        true => Ok(()),
        false => Err(errors::invalid(format_args!(
            "Platform Reason: {platform} is not supported"
        ))),
    }
}

pub fn set_application(own: &mut Attributes, given: Attributes) -> Result<(), AwsError> {
    for (name, value) in given {
        if !APPLICATION.contains(&name.as_str()) {
            return Err(errors::invalid(format_args!(
                "Attributes Reason: Invalid attribute name: {name}"
            )));
        }
        let told = name.starts_with("Event") || name.ends_with("RoleArn");
        if told && !value.is_empty() {
            return Err(AwsError::not_implemented(format_args!(
                "the platform application attribute {name}"
            )));
        }
        put(own, name, value);
    }
    Ok(())
}

pub fn shown(own: &Attributes) -> Attributes {
    let mut shown = own.clone();
    shown.retain(|(name, value)| !HIDDEN.contains(&name.as_str()) && !value.is_empty());
    if !shown.iter().any(|(name, _)| name == "Enabled") {
        shown.push(("Enabled".to_owned(), "true".to_owned()));
    }
    shown
}

pub fn check_token(token: &str) -> Result<(), AwsError> {
    if token.trim().is_empty() {
        return Err(errors::invalid("Token Reason: cannot be empty"));
    }
    match token.len() > TOKEN {
        true => Err(errors::invalid(format_args!(
            "Token Reason: must be at most {TOKEN} bytes long in UTF-8 encoding"
        ))),
        false => Ok(()),
    }
}

pub fn set_endpoint(own: &mut Attributes, given: Attributes) -> Result<(), AwsError> {
    for (name, value) in given {
        match name.as_str() {
            "Enabled" if !["true", "false"].contains(&value.to_ascii_lowercase().as_str()) => {
                return Err(errors::invalid(
                    "Attributes Reason: Enabled must be true or false",
                ));
            }
            "CustomUserData" if value.len() > 2_048 => {
                return Err(errors::invalid(
                    "Attributes Reason: Invalid value for attribute: CustomUserData: must be at \
                     most 2048 bytes long in UTF-8 encoding",
                ));
            }
            "Enabled" | "CustomUserData" => put(own, name, value),
            _ => {
                return Err(errors::invalid(format_args!(
                    "Attributes Reason: Invalid attribute name: {name}"
                )));
            }
        }
    }
    Ok(())
}

fn put(own: &mut Attributes, name: String, value: String) {
    own.retain(|(known, _)| *known != name);
    own.push((name, value));
}
