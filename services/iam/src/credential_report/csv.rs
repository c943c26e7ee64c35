//! The report's lines: the root user, and every user by name.

use crate::access_key::row::{Owner, status_word};
use crate::login_profile::row as profiles;
use crate::mfa_device::row as devices;
use crate::password_policy::row as policy;
use crate::signing_certificate::row as signing;
use crate::user::row::{USERS, User};
use crate::{arn, entity, last_use};
use haneul_pipeline::credentials::Credential;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use jiff::{SignedDuration, Timestamp};

const HEAD: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
    password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
    access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
    access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
    cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

const NONE: &str = "N/A";
const UNSUPPORTED: &str = "not_supported";
const NEVER: &str = "no_information";

pub fn write(cx: &mut Cx) -> Result<String, AwsError> {
    let mut lines = vec![HEAD.to_owned(), root(cx)?];
    let scope = cx.account_scope();
    for (_, found) in USERS.scan(cx.tx, scope, Span::all(), usize::MAX, false)? {
        lines.push(user(cx, found)?);
    }
    Ok(lines.join("\n"))
}

fn root(cx: &mut Cx) -> Result<String, AwsError> {
    let account = cx.account();
    let owner = Owner {
        id: account.to_owned(),
        user: None,
    };
    let first = cx.cloud.account();
    let created = match first.id == account {
        true => first.created,
        false => Timestamp::default(),
    };
    let arn = arn::root(cx.partition(), account);
    let mut line = vec!["<root_account>".to_owned(), arn, time(created)];
    line.extend([UNSUPPORTED, NEVER, UNSUPPORTED, UNSUPPORTED].map(str::to_owned));
    rest(cx, &owner, &mut line)?;
    Ok(written(&line))
}

fn user(cx: &mut Cx, user: User) -> Result<String, AwsError> {
    let mut line = vec![
        user.name.clone(),
        entity::arn_of(cx, &user),
        time(user.created),
    ];
    match profiles::look(cx, &user)? {
        None => line.extend(["false", NONE, NONE, NONE].map(str::to_owned)),
        Some(profile) => {
            let age = policy::look(cx)?.and_then(|policy| policy.max_age_days);
            let next = age.map(|days| profile.changed + SignedDuration::from_hours(days * 24));
            line.push("true".to_owned());
            line.push(user.password_last_used.map_or(NEVER.to_owned(), time));
            line.push(time(profile.changed));
            line.push(next.map_or(NONE.to_owned(), time));
        }
    }
    let owner = Owner {
        id: user.id.clone(),
        user: Some(user),
    };
    rest(cx, &owner, &mut line)?;
    Ok(written(&line))
}

/// What the root user and others have alike: second factors, two keys, two certificates.
fn rest(cx: &mut Cx, owner: &Owner, line: &mut Vec<String>) -> Result<(), AwsError> {
    let has_device = !devices::of(cx, &owner.id)?.is_empty();
    line.push(has_device.to_string());
    let mut keys = owner.keys(cx)?;
    keys.sort_by_key(|key| key.created);
    for place in 0..2 {
        line.extend(key(cx, keys.get(place))?);
    }
    let certificates = signing::of(cx, &owner.id)?;
    for place in 0..2 {
        let certificate = certificates.get(place);
        line.push(
            certificate
                .is_some_and(|certificate| certificate.active)
                .to_string(),
        );
        line.push(certificate.map_or(NONE.to_owned(), |found| time(found.uploaded)));
    }
    Ok(())
}

fn key(cx: &mut Cx, key: Option<&Credential>) -> Result<[String; 5], AwsError> {
    let Some(key) = key else {
        return Ok(["false", NONE, NONE, NONE, NONE].map(str::to_owned));
    };
    let active = (status_word(key.status) == "Active").to_string();
    let [date, region, service] = match last_use::of_key(cx, &key.access_key)? {
        Some(used) => [time(used.at), used.region, used.service],
        None => [NONE, NONE, NONE].map(str::to_owned),
    };
    Ok([active, time(key.created), date, region, service])
}

/// One line. Paths may have commas and quotation marks in them, names commas.
fn written(fields: &[String]) -> String {
    let quoted = |field: &String| match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.clone(),
    };
    let fields: Vec<String> = fields.iter().map(quoted).collect();
    fields.join(",")
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_field_is_quoted() {
        let fields = ["plain", "a,b", "say \"hi\"", ""].map(str::to_owned);
        assert_eq!(written(&fields), "plain,\"a,b\",\"say \"\"hi\"\"\",");
    }
}
